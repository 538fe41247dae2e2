"""Makes the requests that are checked, always the same ones for a seed, and the truth about them.

A request is valid, or has mistakes of one of two kinds: `schema`, which the plain JSON Schema of its model refuses, so
that every tool must find them, and `beyond`, which only runware-lint can find: across parameters, or in a format of its
own. The truth about a file is which of its tasks are of which kind, by number from 1.
"""

import base64
import hashlib
import json
import random
import shutil
import uuid
from pathlib import Path

O3_PRO = "klingai:kling-video@o3-pro"
STANDARD = "klingai:kling-video@3-standard"
SCALES = {"small": 4_000, "full": 200_000}
"""Tasks of the largest file; the other files have a quarter of them."""
FILES = 1_000
INVALID_SHARE = 0.1
BEYOND_SHARE = 0.4

SIZES = {
    O3_PRO: [(1920, 1080), (1440, 1440), (1080, 1920)],
    STANDARD: [(1280, 720), (960, 960), (720, 1280)],
}
ENGLISH = [
    "A paper boat drifts down a rain-filled gutter, the camera keeping level with its sail.",
    "Slow push-in; warm light from the left, dust in the air.",
    "She says \"not yet\" and closes the umbrella.",
    "Shot on 35 mm, shallow focus, f/1.4, no cuts.",
    "A lighthouse keeper climbs a spiral stair with an oil lamp while rain beats the windows.",
    "Scene 2:\n\t- wide view of the harbour\n\t- gulls, low sun",
]
EVERYTHING = [
    *ENGLISH,
    "Der Bäcker streut Mehl über den Tisch, draußen wird es über den Dächern langsam hell.",
    "Une vieille horloge s’arrête ; la poussière danse dans la lumière dorée de l’après-midi.",
    "Котёнок спит на тёплой крыше, ветер чуть шевелит шерсть.",
    "雨に濡れた路地を、赤い傘の少女がゆっくり歩いていく。",
    "قارب ورقي يطفو على ماء المطر",
    "Neon signs flicker 🌃✨, a courier on a bike 🚲 passes by.",
]
WORDS = ["amber", "copper", "dusk", "harbour", "lantern", "marble", "orchard", "quiet", "river", "velvet"]


class Writer:
    """Draws requests and mistakes from a seed."""

    def __init__(self, seed):
        self.requests = random.Random(f"{seed}/requests")
        # Apart, so that the same requests come with and without mistakes.
        self.mistakes = random.Random(f"{seed}/mistakes")

    def task(self, model=None):
        """The next valid request, one that runware-lint has nothing to say about."""
        draw = self.requests
        model = model or draw.choice((O3_PRO, STANDARD))
        task = {"taskType": "videoInference", "taskUUID": self.uuid(), "model": model}
        scenes = [self.text, self.frames, self.shots, self.motion, self.elements]
        if model == O3_PRO:
            scenes.append(self.edit)
        draw.choice(scenes)(task)
        self.options(task)
        if draw.random() < 0.2:
            pairs = list(task.items())
            draw.shuffle(pairs)
            task = dict(pairs)
        return task

    def uuid(self):
        return str(uuid.UUID(int=self.requests.getrandbits(128), version=4))

    def prompt(self, longest):
        """2 to `longest` characters, short ones more often."""
        draw = self.requests
        length = int(2 + (longest - 2) * draw.random() ** 2)
        sentences = ENGLISH if draw.random() < 0.7 else EVERYTHING
        text = " ".join(draw.choices(sentences, k=length // 25 + 1))
        return text[:length].strip().ljust(2, ".")

    def address(self, extension):
        name = "-".join(self.requests.choices(WORDS, k=3))
        return f"https://media.example.com/{self.requests.getrandbits(32):08x}/{name}.{extension}"

    def image(self):
        kind = self.requests.random()
        if kind < 0.001:
            data = base64.b64encode(self.requests.randbytes(self.requests.randrange(12_000, 48_000)))
            return "data:image/png;base64," + data.decode()
        return self.uuid() if kind < 0.3 else self.address("jpg")

    def images(self, most):
        return [self.image() for _ in range(self.requests.randint(1, most))]

    def size(self, task):
        task["width"], task["height"] = self.requests.choice(SIZES[task["model"]])

    def text(self, task):
        task["positivePrompt"] = self.prompt(2400)
        self.size(task)
        task["duration"] = self.requests.randint(3, 15)
        task["providerSettings"] = {"klingai": {"sound": self.requests.random() < 0.5}}

    def frames(self, task):
        task["positivePrompt"] = self.prompt(2400)
        frames = [{"image": self.image(), "frame": "first"}]
        if self.requests.random() < 0.5:
            frames.append({"image": self.image(), "frame": "last"})
        elif task["model"] == STANDARD:
            frames.append(self.image())
        task["inputs"] = {"frameImages": frames}

    def shots(self, task):
        self.size(task)
        lengths = [self.requests.randint(1, 2) for _ in range(self.requests.randint(3, 6))]
        task["duration"] = sum(lengths)
        shots = [{"prompt": self.prompt(510), "duration": length} for length in lengths]
        task["providerSettings"] = {"klingai": {"sound": True, "multiPrompt": shots}}

    def motion(self, task):
        task["positivePrompt"] = self.prompt(2400)
        self.size(task)
        task["inputs"] = {"referenceImages": self.images(1), "referenceVideos": [self.address("mp4")]}
        settings = {"characterOrientation": "video", "keepOriginalSound": self.requests.random() < 0.5}
        task["providerSettings"] = {"klingai": settings}

    def elements(self, task):
        names = self.requests.sample(WORDS, self.requests.randint(1, 3))
        elements = [
            {"id": name, "description": self.prompt(200), "frontalImage": self.image(), "tags": ["Character"]}
            for name in names
        ]
        elements[0]["images"] = self.images(3)
        named = " and ".join(f"<<<element_{number + 1}>>>" for number in range(len(names)))
        task["positivePrompt"] = f"{named} meet. {self.prompt(2200)}"
        task["inputs"] = {"elements": elements}
        if task["model"] == STANDARD:
            task["inputs"]["frameImages"] = [{"image": self.image()}]
        else:
            self.size(task)

    def edit(self, task):
        task["positivePrompt"] = self.prompt(2400)
        task["inputs"] = {"video": self.address("mp4"), "referenceImages": self.images(4)}
        task["providerSettings"] = {"klingai": {"keepOriginalSound": True}}

    def options(self, task):
        """Parameters that any request may have."""
        draw = self.requests
        chosen = {
            "outputType": "URL",
            "outputFormat": draw.choice(("MP4", "WEBM", "MOV")),
            "outputQuality": draw.randint(20, 99),
            "webhookURL": f"https://hooks.example.com/runs/{draw.getrandbits(24)}?from=queue#done",
            "deliveryMethod": "async",
            "uploadEndpoint": f"https://upload.example.org/out/{draw.getrandbits(24)}.mp4",
            "safety": {"checkContent": True, "mode": draw.choice(("none", "fast", "full"))},
            "ttl": draw.choice((60, 3600, 86400)),
            "includeCost": draw.random() < 0.5,
            "numberResults": draw.randint(1, 4),
        }
        task.update((name, value) for name, value in chosen.items() if draw.random() < 0.4)

    def spoil(self, task):
        """Makes one to three mistakes in a valid request; answers with their kind."""
        draw = self.mistakes
        if draw.random() < BEYOND_SHARE:
            draw.choice(BEYOND_MISTAKES)(task)
            return "beyond"
        for mistake in draw.sample(SCHEMA_MISTAKES, draw.choice((1, 1, 2, 3))):
            mistake(task)
        return "schema"

    def written(self, task, is_line):
        """The request as text: compact or spaced, raw or escaped, on one line or on many."""
        draw = self.requests
        layouts = [{"separators": (",", ":")}, {}]
        if not is_line:
            layouts.append({"indent": 2})
        text = json.dumps(task, ensure_ascii=draw.random() < 0.25, **draw.choice(layouts))
        # A slash stands in strings alone; some programs escape it.
        return text.replace("/", "\\/") if draw.random() < 0.1 else text


def inside(task, *names):
    for name in names:
        task = task.setdefault(name, {})
    return task


def without_size(task):
    task.pop("width", None)
    task.pop("height", None)
    for name in ("frameImages", "video"):
        inside(task, "inputs").pop(name, None)


def wrong_sum(task):
    inside(task, "inputs").pop("video", None)
    task["duration"] = 15
    inside(task, "providerSettings", "klingai")["multiPrompt"] = [{"prompt": "One shot", "duration": 4}]


def lone_width(task):
    task["width"] = SIZES[task["model"]][0][0]
    task.pop("height", None)


def sound_beside_video(task):
    inside(task, "inputs")["referenceVideos"] = ["https://media.example.com/clip.mp4"]
    inside(task, "providerSettings", "klingai")["sound"] = True


def same_id_twice(task):
    element = {"id": "twin", "frontalImage": "https://media.example.com/twin.png"}
    inside(task, "inputs")["elements"] = [element, element]


def unknown_element(task):
    task["positivePrompt"] = task.get("positivePrompt", "") + " <<<element_9>>>"


# No two of them concern the same parameter, so that none undoes another.
SCHEMA_MISTAKES = [
    lambda task: task.update(taskUUID="7d8f7a52-3f0e-1c56-9a3d-0c2f4b1e9d1g"),
    lambda task: task.update(outputQuality="95"),
    lambda task: task.update(ttl=None),
    lambda task: task.update(seed=42),
    lambda task: task.update(outputFormat="AVI"),
    lambda task: task.update(numberResults=50),
    lambda task: task.update(webhookURL="hooks.example.com/done"),
    lambda task: task.update(positivePrompt="x"),
    lambda task: task.update(safety={"mode": "strict"}),
    lambda task: inside(task, "providerSettings", "klingai").update(keepOriginalSound="no"),
    lambda task: inside(task, "inputs").update(referenceImages="https://media.example.com/cat.png"),
]
BEYOND_MISTAKES = [
    lambda task: task.update(width=864, height=486),
    lambda task: inside(task, "inputs").update(referenceImages=["./pictures/cat.png"]),
    lone_width,
    without_size,
    wrong_sum,
    sound_beside_video,
    same_id_twice,
    unknown_element,
]


def tasks(writer, count, invalid_share, is_line, truth, model=None):
    """Yields `count` requests as text, and notes the truth about them."""
    truth.update(tasks=count, schema=[], beyond=[])
    for number in range(1, count + 1):
        task = writer.task(model)
        if writer.mistakes.random() < invalid_share:
            truth[writer.spoil(task)].append(number)
        yield writer.written(task, is_line)


def make(folder, scale, seed):
    """Writes the corpus into `folder`, unless it is there; answers with the truth about each file."""
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    made_from = {"scale": scale, "seed": seed, "code": code}
    note = folder / "corpus.json"
    if note.exists():
        known = json.loads(note.read_text())
        if known["made_from"] == made_from:
            return known["truth"]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    count = SCALES[scale]
    truth = {}
    for name, size, share in (
        ("mixed", count, INVALID_SHARE),
        ("valid", count // 4, 0),
        ("invalid", count // 4, 1),
    ):
        # The last two hold the same requests, but for the mistakes.
        writer = Writer(f"{seed}/{'mixed' if name == 'mixed' else 'pure'}")
        about = truth[f"{name}.ndjson"] = {}
        with open(folder / f"{name}.ndjson", "w", encoding="utf-8", newline="") as file:
            file.writelines(text + "\n" for text in tasks(writer, size, share, True, about))
    about = truth["array.json"] = {}
    with open(folder / "array.json", "w", encoding="utf-8", newline="") as file:
        for index, text in enumerate(tasks(Writer(f"{seed}/array"), count // 4, INVALID_SHARE, False, about)):
            file.write((",\n" if index else "[\n") + text)
        file.write("\n]\n")
    about = truth["files"] = {}
    texts = tasks(Writer(f"{seed}/files"), FILES, INVALID_SHARE, False, about, O3_PRO)
    for number, text in enumerate(texts, 1):
        (folder / "files" / f"{number:04}.json").write_text(text + "\n", encoding="utf-8")
    about = truth["one.json"] = {}
    for text in tasks(Writer(f"{seed}/one"), 1, 0, False, about, O3_PRO):
        (folder / "one.json").write_text(text + "\n", encoding="utf-8")
    note.write_text(json.dumps({"made_from": made_from, "truth": truth}))
    return truth
