//! Files that are written whole or not at all: what was there before stays until the new text is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A file while it is written. Dropping it leaves everything as it was.
pub struct NewFile {
    writer: BufWriter<Sink>,
    target: PathBuf,
}

/// What is written to until the end.
enum Sink {
    /// A file beside the target, which takes its place.
    Beside(NamedTempFile),
    /// Something that is no file, such as `/dev/null` or a pipe, and cannot be replaced.
    Itself(File),
}

impl NewFile {
    /// Begins to write the file at `path`. A symbolic link stays, and what it leads to is replaced,
    /// if that is there.
    ///
    /// # Errors
    /// Where the path is a folder, or nothing can be written in its folder.
    pub fn create(path: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let sink = match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if metadata.is_file() => {
                let file = beside(&target)?;
                file.as_file().set_permissions(metadata.permissions())?;
                Sink::Beside(file)
            }
            Ok(_) => Sink::Itself(OpenOptions::new().write(true).open(&target)?),
            Err(_) => Sink::Beside(beside(&target)?),
        };
        Ok(Self { writer: BufWriter::with_capacity(64 * 1024, sink), target })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the file system answers; then the target is what it was.
    pub fn finish(self) -> io::Result<()> {
        match self.writer.into_inner().map_err(io::IntoInnerError::into_error)? {
            Sink::Beside(file) => file.persist(&self.target).map(drop).map_err(|error| error.error),
            Sink::Itself(mut file) => file.flush(),
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(file) => file.as_file_mut().write(bytes),
            Self::Itself(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(file) => file.as_file_mut().flush(),
            Self::Itself(file) => file.flush(),
        }
    }
}

/// A new hidden file in the folder of `target`, with the permissions that a new file gets.
fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The system's own words, where there is no such folder.
    fs::metadata(folder)?;
    let mut builder = Builder::new();
    builder.prefix(".runware-lint-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The crate's own message names the hidden file, which nobody asked for.
    builder.tempfile_in(folder).map_err(|error| match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error.kind().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_the_end() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.txt");
        fs::write(&path, "old")?;
        let mut file = NewFile::create(&path)?;
        file.write_all(b"new")?;
        file.flush()?;
        assert_eq!(fs::read_to_string(&path)?, "old");
        drop(file);
        assert_eq!(fs::read_to_string(&path)?, "old");
        let mut file = NewFile::create(&path)?;
        file.write_all(b"new")?;
        file.finish()?;
        assert_eq!(fs::read_to_string(&path)?, "new");
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay_and_devices_are_written_to() -> io::Result<()> {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir()?;
        let (path, link) = (folder.path().join("a.txt"), folder.path().join("link"));
        fs::write(&path, "old")?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640))?;
        symlink(&path, &link)?;
        NewFile::create(&link)?.finish()?;
        assert_eq!(fs::read_to_string(&path)?, "");
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link)?.is_symlink());
        NewFile::create(Path::new("/dev/null"))?.finish()?;
        assert!(fs::symlink_metadata("/dev/null").is_ok_and(|metadata| !metadata.is_file()));
        assert!(NewFile::create(folder.path()).is_err());
        Ok(())
    }
}
