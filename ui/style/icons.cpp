#include "style/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

static void initialiseResourcesOutsideNamespaces() {
    Q_INIT_RESOURCE(crossview);
}

namespace crossview::ui {
namespace {

/// Draws one SVG with `currentColor` replaced at the time of painting, so that a change of theme is seen at
/// once.
class TintedIconEngine : public QIconEngine {
public:
    TintedIconEngine(QByteArray svg, Role role) : m_svg(std::move(svg)), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const Theme& theme = ThemeWatcher::of(qApp)->theme();
        const QColor colour = theme.color(mode == QIcon::Disabled ? Role::SecondaryText : m_role);
        QByteArray svg = m_svg;
        svg.replace("currentColor", colour.name().toUtf8());
        QSvgRenderer renderer(svg);
        renderer.render(painter, QRectF(rect));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new TintedIconEngine(m_svg, m_role); }

private:
    QByteArray m_svg;
    Role m_role;
};

} // namespace

void initialiseResources() {
    initialiseResourcesOutsideNamespaces();
}

QIcon lineIcon(const QString& name, Role role) {
    initialiseResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new TintedIconEngine(file.readAll(), role));
}

QIcon applicationIcon() {
    initialiseResources();
    return QIcon(QStringLiteral(":/icons/crossview.svg"));
}

} // namespace crossview::ui
