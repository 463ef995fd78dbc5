"""Turn CTranslate2 Whisper weights into an `openai-whisper` checkpoint: the same tensors under other names.

Reads CTranslate2's binary format, version 6: little-endian counts and lengths, for each variable its name,
rank, sizes, type number, byte count and raw bytes, then the aliases. Self-attention keeps query, key and
value in one matrix (`linear_0`), cross-attention key and value (`linear_1`); both are cut apart here.
"""

import json
import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from compliance.catalogue import find, weights

Tensor = NDArray[np.generic]
BINARY_VERSION = 6
_TYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_MEL_CHANNELS_AXIS = 1


class ConversionError(Exception):
    """The file is not a CTranslate2 Whisper model this reader understands."""


def checkpoint(name: str, var: Path) -> Path:
    """The converted checkpoint of a catalogue model, for `whisper.load_model`; made once.

    Kept under `<var>/models`. Raises CatalogueError for an unusable model, ConversionError for an unexpected
    format.
    """
    target = var / "models" / f"{name}-{find(name).version or 'hub'}-openai.pt"
    source = weights(name, var)
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{os.getpid()}.partial")
        try:
            torch.save(convert(source), temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    return target


def convert(folder: Path) -> dict[str, Mapping[str, object]]:
    """`{"dims", "model_state_dict"}` as `openai-whisper` loads them, from a CTranslate2 model folder."""
    variables = read_variables((folder / "model.bin").read_bytes())
    try:
        state = dict(_encoder(variables)) | dict(_decoder(variables))
        dims = _dimensions(variables)
    except (KeyError, IndexError) as error:
        raise ConversionError(f"{folder} lacks the variable {error}") from error
    return {
        "dims": dims,
        "model_state_dict": {k: torch.from_numpy(v.astype(np.float32)) for k, v in state.items()},
    }


def alignment_heads(folder: Path) -> list[tuple[int, int]]:
    """(layer, head) pairs whose attention follows the sound, from the model's `config.json`."""
    pairs = json.loads((folder / "config.json").read_text("utf-8"))["alignment_heads"]
    return [(int(layer), int(head)) for layer, head in pairs]


def read_variables(data: bytes) -> dict[str, Tensor]:
    """All named arrays of a `model.bin`. Raises ConversionError on another version, spec or a cut file."""
    reader = _Reader(data)
    try:
        version, spec = reader.number("I"), reader.string()
        if version != BINARY_VERSION or spec != "WhisperSpec":
            raise ConversionError(f"expected WhisperSpec in format {BINARY_VERSION}, got {spec} in {version}")
        reader.number("I")
        return dict(reader.variable() for _ in range(reader.number("I")))
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ConversionError(f"not a whole CTranslate2 model ({error})") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def number(self, code: str) -> int:
        (value,) = struct.unpack_from(f"<{code}", self.data, self.position)
        self.position += struct.calcsize(f"<{code}")
        return int(value)

    def string(self) -> str:
        length = self.number("H")
        raw = self.data[self.position : self.position + length]
        self.position += length
        return raw.rstrip(b"\0").decode()

    def variable(self) -> tuple[str, Tensor]:
        name = self.string()
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind = np.dtype(_TYPES[self.number("B")])
        size = self.number("I")
        values = np.frombuffer(self.data, kind, size // kind.itemsize, self.position)
        self.position += size
        return name, values.reshape(shape)


def _dimensions(variables: dict[str, Tensor]) -> dict[str, int]:
    audio_positions = variables["encoder/position_encodings/encodings"]
    text_positions = variables["decoder/position_encodings/encodings"]
    return {
        "n_mels": variables["encoder/conv1/weight"].shape[_MEL_CHANNELS_AXIS],
        "n_audio_ctx": audio_positions.shape[0],
        "n_audio_state": audio_positions.shape[1],
        "n_audio_head": int(variables["encoder/num_heads"]),
        "n_audio_layer": _layers(variables, "encoder"),
        "n_vocab": variables["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_positions.shape[0],
        "n_text_state": text_positions.shape[1],
        "n_text_head": int(variables["decoder/num_heads"]),
        "n_text_layer": _layers(variables, "decoder"),
    }


def _layers(variables: dict[str, Tensor], part: str) -> int:
    names = (name.split("/") for name in variables if name.startswith(f"{part}/layer_"))
    return len({parts[1] for parts in names if parts[1].removeprefix("layer_").isdigit()})


Named = Iterator[tuple[str, Tensor]]


def _encoder(variables: dict[str, Tensor]) -> Named:
    yield "encoder.positional_embedding", variables["encoder/position_encodings/encodings"]
    for layer in ("conv1", "conv2"):
        yield from _linear(variables, f"encoder/{layer}", f"encoder.{layer}")
    yield from _norm(variables, "encoder/layer_norm", "encoder.ln_post")
    for index in range(_layers(variables, "encoder")):
        yield from _block(variables, f"encoder/layer_{index}", f"encoder.blocks.{index}")


def _decoder(variables: dict[str, Tensor]) -> Named:
    yield "decoder.positional_embedding", variables["decoder/position_encodings/encodings"]
    yield "decoder.token_embedding.weight", variables["decoder/embeddings/weight"]
    yield from _norm(variables, "decoder/layer_norm", "decoder.ln")
    for index in range(_layers(variables, "decoder")):
        source, target = f"decoder/layer_{index}", f"decoder.blocks.{index}"
        yield from _block(variables, source, target)
        cross = f"{source}/attention"
        yield from _norm(variables, f"{cross}/layer_norm", f"{target}.cross_attn_ln")
        yield from _linear(variables, f"{cross}/linear_0", f"{target}.cross_attn.query")
        yield from _cut(variables, f"{cross}/linear_1", f"{target}.cross_attn", ("key", "value"))
        yield from _linear(variables, f"{cross}/linear_2", f"{target}.cross_attn.out")


def _block(variables: dict[str, Tensor], source: str, target: str) -> Named:
    own = f"{source}/self_attention"
    yield from _norm(variables, f"{own}/layer_norm", f"{target}.attn_ln")
    yield from _cut(variables, f"{own}/linear_0", f"{target}.attn", ("query", "key", "value"))
    yield from _linear(variables, f"{own}/linear_1", f"{target}.attn.out")
    yield from _norm(variables, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
    yield from _linear(variables, f"{source}/ffn/linear_0", f"{target}.mlp.0")
    yield from _linear(variables, f"{source}/ffn/linear_1", f"{target}.mlp.2")


def _linear(variables: dict[str, Tensor], source: str, target: str) -> Named:
    yield f"{target}.weight", variables[f"{source}/weight"]
    yield f"{target}.bias", variables[f"{source}/bias"]


def _norm(variables: dict[str, Tensor], source: str, target: str) -> Named:
    yield f"{target}.weight", variables[f"{source}/gamma"]
    yield f"{target}.bias", variables[f"{source}/beta"]


def _cut(variables: dict[str, Tensor], source: str, target: str, names: tuple[str, ...]) -> Named:
    """One fused matrix back into its parts; Whisper's keys have no bias."""
    matrices = np.split(variables[f"{source}/weight"], len(names))
    biases = np.split(variables[f"{source}/bias"], len(names))
    for name, matrix, bias in zip(names, matrices, biases, strict=True):
        yield f"{target}.{name}.weight", matrix
        if name != "key":
            yield f"{target}.{name}.bias", bias
