#pragma once

#include "bridge/query_controller.h"
#include "query/result_view.h"

#include <QTimer>

class QLineEdit;
class QScrollArea;
class QTemporaryFile;
class QToolButton;

namespace crossview::ui {

class PlainLabel;

/// The query box: a sentence finds pictures, a picture (dropped, pasted, opened, or one of the data set)
/// finds sentences. Answers follow the typing after 150 ms and the training with every snapshot.
class QueryPanel : public QWidget {
    Q_OBJECT
public:
    explicit QueryPanel(const ItemSources& sources, QWidget* parent = nullptr);

    void show(const QueryAnswer& answer);
    /// Shows a question that was asked elsewhere; asks nothing.
    void follow(const Query& query);
    /// Why there can be no answer yet (no project, nothing trained); empty: there can.
    void setObstacle(const QString& sentence, const QString& action = {});
    void setLive(bool live);
    /// The epoch that is best on validation so far, to say it where its network answers; 0: none yet.
    void setBestEpoch(int epoch);
    /// The ways to order answers can be chosen from; nothing is where they cannot.
    void setCorrectable(bool correctable);
    void setCorrection(Correction correction);
    class QAction* correctionAction(Correction correction) const;
    void setSelected(ItemRef item) { m_results->setSelected(item); }
    void askText(const QString& text);
    void askPicture(const QString& file);
    void clear();
    void focusField();

    const Query& query() const { return m_query; }
    QLineEdit* field() const { return m_field; }
    ResultView* results() const { return m_results; }
    QString statusText() const;
    bool isPinned() const;

Q_SIGNALS:
    void asked(const crossview::Query& query);
    void pinned(bool pinned);
    void correctionChosen(crossview::Correction correction);
    void chosen(crossview::ItemRef item);
    void actionRequested();
    void refused(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    void ask(const Query& query);
    void showQuery(const Query& query);
    void showItem(ItemRef item);
    void showChip(const QImage& picture, const QString& name);
    bool take(const class QMimeData* mime);
    void openPicture();
    void updateStatus();

    ItemSources m_sources;
    Query m_query;
    QueryAnswer m_answer;
    bool m_live = false;
    int m_bestEpoch = 0;
    QTimer m_typing;
    QTemporaryFile* m_pasted = nullptr; // of a pasted picture
    QLineEdit* m_field = nullptr;
    QToolButton* m_pin = nullptr;
    QToolButton* m_open = nullptr;
    QToolButton* m_order = nullptr;
    Correction m_correction = Correction::none;
    QToolButton* m_chip = nullptr;
    PlainLabel* m_status = nullptr;
    PlainLabel* m_hint = nullptr;
    QWidget* m_empty = nullptr;
    PlainLabel* m_emptyText = nullptr;
    class QPushButton* m_emptyAction = nullptr;
    QScrollArea* m_scroll = nullptr;
    ResultView* m_results = nullptr;
};

} // namespace crossview::ui
