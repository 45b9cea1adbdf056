#include "map/export/map_caption.h"

#include "projection/neighbour_graph.h"
#include "projection/projector.h"
#include "style/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

namespace crossview::ui {

namespace {
QString tr(const char* text) {
    return QCoreApplication::translate("MapPicture", text);
}

QString number(const QJsonValue& value) {
    return QString::number(value.toDouble(), 'g', 6);
}
} // namespace

QString methodText(const std::string& madeBy, std::size_t items) {
    const QJsonObject made = QJsonDocument::fromJson(QByteArray::fromStdString(madeBy)).object();
    const auto has = [&made](const char* key) { return made.contains(QLatin1String(key)); };
    const auto value = [&made](const char* key) { return made.value(QLatin1String(key)); };
    QStringList parts;
    for (const ProjectionMethod& method : projectionMethods())
        if (QString::fromStdString(method.key) == value("method").toString())
            parts << QString::fromStdString(method.name);
    if (parts.isEmpty())
        return {};
    const bool uniform = has("neighbours") && (!has("perplexity") || items > kExactNeighbourRows);
    if (uniform)
        parts << tr("%1 neighbours").arg(number(value("neighbours")));
    else if (has("perplexity"))
        parts << tr("perplexity %1").arg(number(value("perplexity")));
    if (has("exaggeration"))
        parts << tr("exaggeration %1").arg(number(value("exaggeration")));
    if (has("seed"))
        parts << tr("seed %1").arg(number(value("seed")));
    if (value("removeViewMeans").toBool())
        parts << tr("views' means removed");
    return parts.join(QStringLiteral(", "));
}

QString textOf(const MapCaption& caption) {
    QStringList parts{shownLine(caption.dataset)};
    if (!caption.run.isEmpty()) {
        const QString run = tr("run %1").arg(shownLine(caption.run));
        parts << (caption.seed ? tr("%1, seed %2").arg(run).arg(*caption.seed) : run);
    }
    parts << (caption.epoch > 0 ? tr("epoch %1").arg(caption.epoch) : tr("before training"));
    parts << methodText(caption.madeBy, caption.items);
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace crossview::ui
