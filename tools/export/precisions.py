"""Makes `NAME_q4.onnx` and `NAME_q4f16.onnx` of `NAME.onnx`, as the scripts of Transformers.js v3 did for every export."""

import logging
from pathlib import Path

import onnx
import onnxslim
from onnxconverter_common import float16
from onnxruntime.quantization.matmul_4bits_quantizer import MatMul4BitsQuantizer

logging.getLogger("onnxruntime.quantization").setLevel(logging.WARNING)


def write_precisions(path: Path, precisions):
    """Writes the `precisions` wanted of `q4` and `q4f16`; fp32 is there already."""
    for precision in precisions:
        model = four_bits(onnx.load(path))
        if precision == "q4f16":
            model = half(model)
        onnx.save(model, path.with_name(f"{path.stem}_{precision}.onnx"))


def four_bits(model):
    """Replaces MatMul by a constant with MatMulNBits in symmetric blocks of 32; Gather and Gemm stay as they are."""
    quantizer = MatMul4BitsQuantizer(model, block_size=32, is_symmetric=True, accuracy_level=None)
    quantizer.process()
    return quantizer.model.model


def half(model):
    """Makes the graph compute in 16 bits; inputs and outputs, the cache too, stay float32."""
    return onnxslim.slim(float16.convert_float_to_float16(model, keep_io_types=True))
