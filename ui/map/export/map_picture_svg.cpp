#include "map/export/map_picture.h"

#include "common/progress.h"

#include <QtCore/QBuffer>
#include <QtCore/QXmlStreamWriter>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr std::size_t kPollPoints = 4096;
constexpr double kDiamondReach = 1.3; // as the marks on the screen
constexpr double kRim = 1;
constexpr double kHalo = 3;

QString number(double value) {
    return QString::number(std::round(value * 100) / 100, 'g', 8);
}

/// Writes one document.
class SvgWriter {
public:
    SvgWriter(const MapPicture& picture, const std::stop_token& stop)
        : m_picture(picture), m_stop(stop), m_xml(&m_document) {}

    QByteArray write() {
        const QSizeF size = QSizeF(m_picture.size) / m_picture.scale;
        m_xml.writeStartDocument();
        m_xml.writeStartElement(QStringLiteral("svg"));
        m_xml.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
        m_xml.writeNamespace(QStringLiteral("http://www.w3.org/1999/xlink"), QStringLiteral("xlink"));
        write("width", number(m_picture.size.width()));
        write("height", number(m_picture.size.height()));
        write("viewBox", QStringLiteral("0 0 %1 %2").arg(number(size.width()), number(size.height())));
        if (!m_picture.description.isEmpty())
            m_xml.writeTextElement(QStringLiteral("desc"), m_picture.description);
        writeStyles();
        writeRect(QRectF(QPointF(0, 0), size), m_picture.background, {});
        writeMap();
        writeRect(m_picture.frame.adjusted(0.5, 0.5, -0.5, -0.5), {}, m_picture.border);
        begin("legend");
        for (const MapPicture::Shape& symbol : m_picture.symbols)
            writeShape(symbol);
        m_xml.writeEndElement();
        begin("texts");
        for (const MapPicture::Text& text : m_picture.texts)
            writeText(text);
        m_xml.writeEndElement();
        m_xml.writeEndDocument();
        return m_document;
    }

private:
    void write(const char* name, const QString& value) {
        m_xml.writeAttribute(QString::fromLatin1(name), value);
    }

    void begin(const char* id) {
        m_xml.writeStartElement(QStringLiteral("g"));
        write("id", QString::fromLatin1(id));
    }

    /// A class of CSS for every look of a point: a document of thousands stays small.
    void writeStyles() {
        QString css;
        for (std::size_t s = 0; s < m_picture.styles.size(); ++s) {
            const PointStyle& style = m_picture.styles[s];
            css += style.hollow
                       ? QStringLiteral(".s%1{fill:none;stroke:%2;stroke-opacity:%3;stroke-width:%4}\n")
                             .arg(s)
                             .arg(style.colour.name(), number(style.alpha), number(kRim))
                       : QStringLiteral(".s%1{fill:%2;fill-opacity:%3}\n")
                             .arg(s)
                             .arg(style.colour.name(), number(style.alpha));
        }
        m_xml.writeStartElement(QStringLiteral("style"));
        write("type", QStringLiteral("text/css"));
        m_xml.writeCharacters(css);
        m_xml.writeEndElement();
        const QRectF& frame = m_picture.frame;
        m_xml.writeStartElement(QStringLiteral("clipPath"));
        write("id", QStringLiteral("frame"));
        m_xml.writeEmptyElement(QStringLiteral("rect"));
        writeBox(frame);
        m_xml.writeEndElement();
    }

    void writeBox(const QRectF& box) {
        write("x", number(box.left()));
        write("y", number(box.top()));
        write("width", number(box.width()));
        write("height", number(box.height()));
    }

    void writeRect(const QRectF& box, const QColor& fill, const QColor& stroke) {
        m_xml.writeEmptyElement(QStringLiteral("rect"));
        writeBox(box);
        write("fill", fill.isValid() ? fill.name() : QStringLiteral("none"));
        if (stroke.isValid())
            write("stroke", stroke.name());
    }

    void writeMap() {
        writeRect(m_picture.frame, m_picture.mapBackground, {});
        m_xml.writeStartElement(QStringLiteral("g"));
        write("clip-path", QStringLiteral("url(#frame)"));
        begin("points");
        if (m_picture.pointsInFrame() > kMostVectorPoints)
            writeImage(m_picture.frame, pointsOf(m_picture, m_stop));
        else
            writePoints();
        m_xml.writeEndElement();
        begin("contours");
        for (const MapPicture::Line& line : m_picture.lines)
            writeLine(line);
        m_xml.writeEndElement();
        begin("pictures");
        for (const MapPicture::Tile& tile : m_picture.tiles)
            writeImage(tile.place, tile.image);
        m_xml.writeEndElement();
        begin("marks");
        for (const MapPicture::Shape& mark : m_picture.marks)
            writeShape(mark);
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }

    void writePoints() {
        for (std::size_t i = 0; i < m_picture.x.size(); ++i) {
            if (i % kPollPoints == 0)
                throwIfStopped(m_stop);
            const QPointF at = m_picture.transform.toScreen(
                {static_cast<double>(m_picture.x[i]), static_cast<double>(m_picture.y[i])});
            if (m_picture.style[i] >= m_picture.styles.size() || !m_picture.frame.contains(at))
                continue;
            const PointStyle& style = m_picture.styles[m_picture.style[i]];
            writeMark(style.mark, at, style.radius);
            write("class", QStringLiteral("s%1").arg(m_picture.style[i]));
        }
    }

    /// An element without a look: the caller writes it next.
    void writeMark(Mark mark, QPointF at, double radius) {
        if (mark == Mark::circle) {
            m_xml.writeEmptyElement(QStringLiteral("circle"));
            write("cx", number(at.x()));
            write("cy", number(at.y()));
            write("r", number(radius));
            return;
        }
        const QString reach = number(radius * kDiamondReach), back = number(-radius * kDiamondReach);
        m_xml.writeEmptyElement(QStringLiteral("path"));
        write("d", QStringLiteral("M%1 %2l%3 %3 %4 %3 %4 %4z")
                       .arg(number(at.x()), number(at.y() - radius * kDiamondReach), reach, back));
    }

    void writeShape(const MapPicture::Shape& shape) {
        using Form = MapPicture::Shape::Form;
        if (shape.form == Form::line) {
            m_xml.writeEmptyElement(QStringLiteral("path"));
            write("d", QStringLiteral("M%1 %2L%3 %4")
                           .arg(number(shape.centre.x()), number(shape.centre.y()), number(shape.end.x()),
                                number(shape.end.y())));
        } else if (shape.form == Form::square) {
            m_xml.writeEmptyElement(QStringLiteral("rect"));
            writeBox(QRectF(shape.centre - QPointF(shape.radius, shape.radius),
                            QSizeF(2 * shape.radius, 2 * shape.radius)));
            write("rx", QStringLiteral("2"));
        } else {
            writeMark(shape.form == Form::diamond ? Mark::diamond : Mark::circle, shape.centre, shape.radius);
        }
        const bool filled = shape.isFilled && shape.form != Form::line;
        write("fill", filled ? shape.colour.name() : QStringLiteral("none"));
        if (filled)
            return;
        write("stroke", shape.colour.name());
        write("stroke-opacity", number(shape.colour.alphaF()));
        write("stroke-width", number(shape.width));
    }

    void writeLine(const MapPicture::Line& line) {
        QString path;
        for (const QPointF& place : line.places)
            path += QStringLiteral("%1%2 %3")
                        .arg(path.isEmpty() ? QLatin1Char('M') : QLatin1Char('L'))
                        .arg(number(place.x()), number(place.y()));
        m_xml.writeEmptyElement(QStringLiteral("path"));
        write("d", path);
        write("fill", QStringLiteral("none"));
        write("stroke", line.pen.color().name());
        write("stroke-opacity", number(line.pen.color().alphaF()));
        write("stroke-width", number(line.pen.widthF()));
        QStringList dashes;
        for (const qreal dash :
             line.pen.style() == Qt::CustomDashLine ? line.pen.dashPattern() : QList<qreal>())
            dashes << number(dash * line.pen.widthF());
        if (!dashes.isEmpty())
            write("stroke-dasharray", dashes.join(QLatin1Char(' ')));
    }

    void writeImage(const QRectF& place, const QImage& image) {
        QByteArray png;
        QBuffer buffer(&png);
        image.save(&buffer, "PNG");
        m_xml.writeEmptyElement(QStringLiteral("image"));
        writeBox(place);
        m_xml.writeAttribute(QStringLiteral("http://www.w3.org/1999/xlink"), QStringLiteral("href"),
                             QStringLiteral("data:image/png;base64,") + QString::fromLatin1(png.toBase64()));
    }

    void writeText(const MapPicture::Text& text) {
        // Twice where there is a halo: what is stroked behind its fill is not understood everywhere.
        if (text.hasHalo) {
            beginText(text);
            write("fill", QStringLiteral("none"));
            write("stroke", m_picture.mapBackground.name());
            write("stroke-opacity", QStringLiteral("0.9"));
            write("stroke-width", number(kHalo));
            write("stroke-linejoin", QStringLiteral("round"));
            write("aria-hidden", QStringLiteral("true"));
            m_xml.writeCharacters(text.text);
            m_xml.writeEndElement();
        }
        beginText(text);
        write("fill", text.colour.name());
        m_xml.writeCharacters(text.text);
        m_xml.writeEndElement();
    }

    void beginText(const MapPicture::Text& text) {
        m_xml.writeStartElement(QStringLiteral("text"));
        write("x", number(text.start.x()));
        write("y", number(text.start.y()));
        write("font-family", text.font.family() + QStringLiteral(", sans-serif"));
        write("font-size", number(text.font.pixelSize()));
        if (text.font.weight() >= QFont::DemiBold)
            write("font-weight", QStringLiteral("600"));
    }

    const MapPicture& m_picture;
    const std::stop_token& m_stop;
    QByteArray m_document;
    QXmlStreamWriter m_xml;
};

} // namespace

QByteArray svgOf(const MapPicture& picture, const std::stop_token& stop) {
    return SvgWriter(picture, stop).write();
}

} // namespace crossview::ui
