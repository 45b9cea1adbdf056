"""Writes the pictures beside it with Pillow and ExifTool: python3 make_described.py"""
import pathlib
import subprocess

from PIL import Image

here = pathlib.Path(__file__).parent


def picture(name, *tags):
    """A small picture with what exiftool's arguments say."""
    Image.new("RGB", (8, 8), "red").save(here / name)
    if tags:
        subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, here / name], check=True)


def xmp(name, *tags):
    (here / name).unlink(missing_ok=True)
    subprocess.run(["exiftool", "-q", "-o", here / name, *tags], check=True)


for ending in ("jpg", "png", "webp", "tif"):
    picture(f"xmp.{ending}", f"-XMP-dc:Description=A dog in a {ending}")
picture("languages.jpg", "-XMP-dc:Description=A cat on a mat", "-XMP-dc:Description-de=Eine Katze auf der Matte",
        "-XMP-dc:Description-en=A cat on a mat", "-XMP-dc:Subject=animals")
picture("iptc.jpg", "-IPTC:CodedCharacterSet=UTF8", "-IPTC:Caption-Abstract=Ein Vogel über dem Fluß",
        "-IPTC:Keywords=birds", "-IPTC:Keywords=water")
picture("iptc_latin.jpg", "-charset", "iptc=Latin", "-IPTC:Caption-Abstract=Die Straße am Abend")
picture("exif.jpg", "-EXIF:ImageDescription=A boat at the shore", "-EXIF:Make=NIKON")
picture("all.jpg", "-XMP-dc:Description=From XMP", "-IPTC:Caption-Abstract=From IPTC",
        "-EXIF:ImageDescription=From EXIF")
picture("camera.jpg", "-EXIF:ImageDescription=OLYMPUS DIGITAL CAMERA         ")
picture("camera_and_person.jpg", "-EXIF:ImageDescription=SONY DSC", "-IPTC:Caption-Abstract=Two men talk")
picture("nothing.jpg")
picture("beside.jpg", "-XMP-dc:Description=Inside, older")
xmp("beside.xmp", "-XMP-dc:Description=Beside, newer")
picture("darktable.jpg")
xmp("darktable.jpg.xmp", "-XMP-dc:Description=In darktable's file")
