"""What pages and API of every room are made of: the bases of views, and all that HTTP brings and takes.

An act comes in by a form (`act_pages`) or by the API (`api.views`), is taken once however often it is sent
(`idempotency`, `sent`, `api.repeats`), goes through the one door (`records.door`), and a refusal becomes an
answer (`pages`, `api.errors`). A list is read by keyset (`keyset`, `list_pages`, `api.pagination`) and
narrowed (`filters`). The register's own pages and API are here too (`register`): they need these bases, and
no room above.

The rows that repeats and uploads are kept in (`RepeatableRequest`, `KeptUpload`) are models of `records`:
moving tables of rows that live for a day would cost an upgrade and turn no import around.
"""
