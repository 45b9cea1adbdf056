#include "experiment/block_row.h"
#include "widgets/building_blocks.h"
#include "experiment/experiment_panel.h"
#include "experiment/features_view.h"
#include "window/main_window.h"
#include "window/message_bar.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QPushButton>

namespace crossview::ui {

void MainWindow::connectEncoders() {
    FeaturesView* features = m_experiment->features();
    connect(m_encoders, &EncoderController::changed, features, &FeaturesView::setEncoder);
    connect(features, &FeaturesView::fetchRequested, m_encoders, &EncoderController::fetch);
    connect(features, &FeaturesView::cancelRequested, m_encoders, &EncoderController::cancel);
    connect(features, &FeaturesView::folderRequested, this, &MainWindow::chooseEncoderFolder);
    // One may have come in the meantime: with the picture book, or on the command line.
    connect(features, &FeaturesView::opened, m_encoders, &EncoderController::check);
    connect(m_sessions, &SessionController::opened, m_encoders, &EncoderController::check);
    m_encoders->check();
}

void MainWindow::chooseEncoderFolder(const std::string& encoder) {
    auto* dialog = new QFileDialog(this, tr("Folder that holds the network's package or files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, encoder](const QString& folder) { m_encoders->take(encoder, folder.toStdString()); });
    dialog->open();
}

bool MainWindow::encodersAreHere() {
    const std::vector<std::string> missing = m_experiment->features()->missingEncoders();
    if (missing.empty())
        return true;
    const std::string& encoder = missing.front();
    m_experiment->section("Features")->setOpen(true);
    BlockRow* block = m_experiment->features()->reveal(encoder);
    m_experiment->ensureWidgetVisible(block);
    const QString name = block->box()->text();
    if (block->encoder().kind == EncoderState::Kind::Arriving)
        m_messages->show(MessageBar::Kind::Warning,
                         tr("%1 is still arriving; run when it is here, or switch it off.").arg(name));
    else
        m_messages->show(MessageBar::Kind::Warning,
                         tr("%1 is switched on and not here; get it, or switch it off.").arg(name),
                         block->get()->text(), [this, encoder] { m_encoders->fetch(encoder); });
    m_encoders->check(); // for the next press
    return false;
}

} // namespace crossview::ui
