// weights[i, t] = softmax over t of token_i · text_t: which of the question's rows a token is most like.
// One lane owns one token. Products are stored before their softmax is known.
// uses: item

struct Params { tokens: u32, texts: u32, width: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<Real>;         // [tokens, width]
@group(0) @binding(1) var<storage, read> texts: array<f32>;           // [texts, width]
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;   // [tokens, texts]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let token = item_of(here);
  if (token >= params.tokens) { return; }
  let row = token * params.texts;
  var most = -3.4e38;
  for (var t = 0u; t < params.texts; t++) {
    var product = 0.0;
    for (var c = 0u; c < params.width; c++) {
      product += f32(tokens[token * params.width + c]) * texts[t * params.width + c];
    }
    weights[row + t] = product;
    most = max(most, product);
  }
  var sum = 0.0;
  for (var t = 0u; t < params.texts; t++) {
    let weight = exp(weights[row + t] - most);
    weights[row + t] = weight;
    sum += weight;
  }
  for (var t = 0u; t < params.texts; t++) { weights[row + t] /= sum; }
}
