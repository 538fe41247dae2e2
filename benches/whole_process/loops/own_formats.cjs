// The formats that only runware-lint knows: any text is accepted. Used by the loop and by ajv-cli.
"use strict";
module.exports = (ajv) => ajv.addFormat("image-reference", true).addFormat("video-reference", true);
