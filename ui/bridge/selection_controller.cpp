#include "bridge/selection_controller.h"

#include "clusters/telling_words.h"
#include "files/atomic_file.h"
#include "project/database/item_table.h"
#include "style/plain_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>

namespace crossview::ui {

SelectionController::SelectionController(Workspace& workspace, const ClusterController& clusters,
                                         Messages& messages, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_clusters(clusters), m_messages(messages),
      m_teller(
          &SelectionController::tell,
          [this](Words words) {
              if (words.number != m_asked)
                  return;
              m_words = std::move(words.words);
              Q_EMIT wordsChanged();
          },
          [this](const QString& message) { m_messages.warn(message); }),
      m_writer(
          &SelectionController::write, [this](const Table& table) { deliver(table); },
          [this](const QString& message) { m_messages.fail(message); }) {
    connect(&workspace, &Workspace::selectionChanged, this, &SelectionController::ask);
    // The words of all sentences are read when the first map is named.
    connect(&clusters, &ClusterController::found, this, [this] {
        if (m_words.empty())
            ask();
    });
}

void SelectionController::ask() {
    ++m_asked;
    if (!m_words.empty()) {
        m_words.clear();
        Q_EMIT wordsChanged();
    }
    if (m_clusters.data() && !m_workspace.selection().empty())
        m_teller.request({m_clusters.data(), m_workspace.selection(), m_asked});
}

// On the worker's thread.
SelectionController::Words SelectionController::tell(const Request& request, const std::stop_token& stop) {
    std::vector<std::int32_t> sentences;
    for (const ItemRef& item : request.items) {
        if (item.view == View::sentence) {
            sentences.push_back(item.index);
            continue;
        }
        const auto of = request.data->dataset->relation().sentencesOf(std::size_t(item.index));
        sentences.insert(sentences.end(), of.begin(), of.end());
    }
    std::ranges::sort(sentences);
    const auto rest = std::ranges::unique(sentences);
    sentences.erase(rest.begin(), rest.end());
    const SentenceWords& words = request.data->words;
    const std::vector<std::vector<std::int32_t>> classes{std::move(sentences)};
    Words result{{}, request.number};
    const auto found = tellingWords(words, classes, kWords, 2, stop);
    for (const TellingWord& telling : found.front()) {
        const double ofAll = double(words.sentencesWith(telling.term)) / double(words.sentenceCount());
        result.words.push_back({shownLine(QString::fromStdString(words.word(telling.term))), telling.share,
                                telling.share / ofAll});
    }
    return result;
}

void SelectionController::copy() {
    askForTable({});
}

void SelectionController::save(const QString& file) {
    if (!file.isEmpty())
        askForTable(file);
}

void SelectionController::askForTable(const QString& file) {
    if (m_workspace.session() && !m_workspace.selection().empty())
        m_writer.request({m_workspace.session(), m_clusters.map(), m_workspace.selection(), file});
}

// On the worker's thread.
SelectionController::Table SelectionController::write(const TableRequest& request, const std::stop_token&) {
    const bool commas = request.file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive);
    const std::string text = itemTable(request.items, *request.session->input.dataset, request.map.get(),
                                       commas ? TableFormat::commas : TableFormat::tabs);
    Table table{{}, request.file, request.items.size()};
    if (request.file.isEmpty())
        table.text = QString::fromStdString(text);
    else
        writeFileAtomically(request.file.toStdString(), text);
    return table;
}

void SelectionController::deliver(const Table& table) {
    const QString count = QLocale().toString(qulonglong(table.items));
    if (table.file.isEmpty()) {
        QGuiApplication::clipboard()->setText(table.text);
        m_messages.inform(tr("%1 items copied as a table.").arg(count));
    } else {
        m_messages.inform(tr("%1 items written to %2.").arg(count, table.file));
    }
}

} // namespace crossview::ui
