"""What one reader is shown of proposals and of what belongs to them, as dataclasses (`web.readings`).

Pages render these, the API sends them, and the OpenAPI document is made from them.
"""
