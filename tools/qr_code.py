"""Links as QR codes, drawn as SVG: no picture library and no server is needed."""

from reportlab.graphics.barcode.qr import QrCodeWidget

# white modules around the code, as ISO/IEC 18004 asks for
QUIET = 4


def draw_qr_code(text):
    """An SVG picture of a QR code that scales to any size.

    :param str text: what the code says, such as a link
    :rtype: str
    """
    code = QrCodeWidget(text).qr
    code.make()
    size = code.moduleCount + 2 * QUIET
    dark = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row in range(code.moduleCount)
        for column in range(code.moduleCount)
        if code.isDark(row, column)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        'width="120" height="120" shape-rendering="crispEdges" role="img">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{dark}" fill="#000"/></svg>'
    )
