#include "bridge/editing/data_editor.h"

#include "project/data_edits.h"
#include "style/plain_text.h"

#include <algorithm>

namespace crossview::ui {

DataEditor::DataEditor(Workspace& workspace, Messages& messages, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_messages(messages),
      m_writer(
          &DataEditor::write, [](Written) {}, [this](const QString& message) { m_messages.fail(message); }) {
    connect(&workspace, &Workspace::editsChanged, this, [this] {
        if (m_workspace.session())
            m_writer.request({m_workspace.session(), m_workspace.edits(), m_stored});
    });
    connect(&workspace, &Workspace::sessionChanged, this,
            [this] { m_stored = std::make_shared<std::vector<DataEdit>>(m_workspace.edits()); });
}

// On the worker's thread.
DataEditor::Written DataEditor::write(const Request& request, const std::stop_token& /*stop*/) {
    replaceEdits(request.session->folder, request.session->imported(), *request.stored, request.edits);
    *request.stored = request.edits;
    return {};
}

void DataEditor::make(const std::vector<DataEdit>& edits) {
    if (edits.empty() || !m_workspace.session())
        return;
    if (const QString reason = whyNot(edits); !reason.isEmpty()) {
        m_messages.warn(reason);
        return;
    }
    std::vector<DataEdit> all = m_workspace.edits();
    all.insert(all.end(), edits.begin(), edits.end());
    m_workspace.editData(all, edits.size() == 1 ? tr("edit of the data") : tr("edits of the data"));
    const QString what = edits.size() == 1 ? sentence(edits.front()) + QLatin1Char('.')
                                           : tr("%1 edits of the data were made.").arg(edits.size());
    const bool changes = !changingEdits(edits).empty();
    QUndoStack* undo = m_workspace.undoStack();
    m_messages.inform(changes ? tr("%1 The next run learns from it.").arg(what) : what, tr("Undo"),
                      [undo, made = undo->index()] {
                          if (undo->index() == made) // else it would take back something else
                              undo->undo();
                      });
}

/// Items behind the imported ones are sentences that edits have added: they are those that are shown only as
/// long as the edits of the run that is shown are made.
QString DataEditor::whyNot(const std::vector<DataEdit>& edits) const {
    const Session& session = *m_workspace.session();
    const std::vector<DataEdit> now = changingEdits(m_workspace.edits());
    const std::vector<DataEdit>& shown = session.options.edits;
    const bool sameSentences =
        shown.size() <= now.size() && std::equal(shown.begin(), shown.end(), now.begin());
    for (const DataEdit& edit : edits) {
        if (const std::string reason = whyNotPossible(edit, *session.input.dataset); !reason.empty())
            return QString::fromStdString(reason);
        for (const ItemRef& item : edit.items)
            if (!sameSentences && item.view == View::sentence &&
                std::size_t(item.index) >= session.imported().sentences().size())
                return tr(
                    "This sentence was written by an edit that was taken back since: train a run first.");
    }
    return {};
}

void DataEditor::takeBack(int row) {
    std::vector<DataEdit> all = m_workspace.edits();
    if (row < 0 || std::size_t(row) >= all.size())
        return;
    all.erase(all.begin() + row);
    m_workspace.editData(all, tr("taking back an edit of the data"));
}

void DataEditor::takeAllBack() {
    if (!m_workspace.edits().empty())
        m_workspace.editData({}, tr("taking back all edits of the data"));
}

QString DataEditor::nameOf(const ItemRef& item) const {
    const Dataset& dataset = *m_workspace.session()->input.dataset;
    const std::size_t index = std::size_t(item.index);
    if (!m_workspace.holds(item)) // a sentence of an edit that the shown run does not know
        return tr("sentence %1").arg(item.index);
    return tr("“%1”").arg(shownLine(QString::fromStdString(
        item.view == View::image ? dataset.imageTitle(index) : dataset.sentences()[index].text)));
}

QString DataEditor::sentence(const DataEdit& edit) const {
    QStringList names;
    for (const ItemRef& item : edit.items)
        names << nameOf(item);
    const QString all = names.join(tr(", "));
    switch (edit.kind) {
    case DataEdit::Kind::unpair:
        return tr("%1 does not describe the image %2").arg(names.value(1), names.value(0));
    case DataEdit::Kind::reword:
        return tr("The image %1 is described by “%2”, not by %3")
            .arg(names.value(0), shownLine(QString::fromStdString(edit.text)), names.value(1));
    case DataEdit::Kind::leaveOut:
        return names.size() == 1 ? tr("%1 takes no part").arg(all)
                                 : tr("%1 items take no part: %2").arg(names.size()).arg(all);
    case DataEdit::Kind::join:
        return tr("%1 images mean the same: %2").arg(names.size()).arg(all);
    case DataEdit::Kind::accept:
        break;
    }
    return tr("Accepted: %1").arg(all);
}

QStringList DataEditor::sentences() const {
    QStringList lines;
    if (m_workspace.session())
        for (const DataEdit& edit : m_workspace.edits())
            lines << sentence(edit);
    return lines;
}

QString DataEditor::summary() const {
    if (!m_workspace.session() || m_workspace.edits().empty())
        return tr(
            "None. Captions, pairs and copies can be corrected here and beside doubtful pairs; what was "
            "imported stays as it is.");
    const std::vector<DataEdit> changing = changingEdits(m_workspace.edits());
    if (changing.empty())
        return tr("Accepted findings; the data are as they were imported.");
    return changing == m_workspace.session()->options.edits
               ? tr("What is shown has learned from them.")
               : tr("The next run learns from them. What is shown answers for the data that it knows.");
}

} // namespace crossview::ui
