"""Text from pictures of pages (extra ``ocr``): scanned PDFs, photographs, pictures that stand for the text of a Word file.

RapidOCR (Apache-2.0, kept up) finds the printed lines and reads them with PaddleOCR's Chinese models, which lie in its
wheel: nothing is downloaded. What it reads goes through the layout code of PDFs, so that a scan and its original give
the same paragraphs.

:mod:`~analysis.reading.formats.ocr.engine` reads one picture, ``cache`` keeps what was read, ``ink`` prepares pictures,
``layout`` says where on a page the lines stand, ``scans`` reads the pages of a document within its limits.
"""
