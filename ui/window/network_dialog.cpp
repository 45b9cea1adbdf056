#include "window/network_dialog.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

constexpr int kWidth = 560;

/// Long words such as paths and sums may be broken anywhere.
PlainLabel* makeFact(const QString& text, const QString& name) {
    constexpr char32_t kMayBreak = 0x200B;
    QString breakable;
    for (const char32_t letter : shownLine(text).toUcs4())
        breakable += QString::fromUcs4(&letter, 1) + QString::fromUcs4(&kMayBreak, 1);
    auto* label = new PlainLabel(breakable);
    label->setWordWrap(true);
    label->setAccessibleName(name);
    label->setAccessibleDescription(shownLine(text));
    return label;
}

QString heading(NetworkQuestion::For purpose) {
    switch (purpose) {
    case NetworkQuestion::For::Opening:
        return NetworkDialog::tr("The features of this project come from a network that has not been allowed "
                                 "to run on this machine.");
    case NetworkQuestion::For::Run:
        return NetworkDialog::tr("The features of this run come from a network that has not been allowed to "
                                 "run on this machine.");
    case NetworkQuestion::For::Query:
        return NetworkDialog::tr("The picture has to go through a network that has not been allowed to run "
                                 "on this machine.");
    }
    return {};
}

QString danger(NetworkKind kind) {
    return kind == NetworkKind::torchScript
               ? NetworkDialog::tr(
                     "A TorchScript file is a program: once it runs, it can write files or never "
                     "end. Allow it only if you know where it comes from.")
               : NetworkDialog::tr("An ONNX file is read by OpenCV, which was not made for files that mean "
                                   "harm. Allow it only if you know where it comes from.");
}

} // namespace

NetworkDialog::NetworkDialog(const NetworkQuestion& question, QWidget* parent) : QDialog(parent) {
    setPlainTitle(this, tr("Allow this network?"));
    setObjectName(QStringLiteral("networkDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFixedWidth(kWidth);
    auto* title = makeHeading(heading(question.purpose));
    title->setWordWrap(true);
    auto* warning = new PlainLabel(danger(question.network.kind));
    warning->setWordWrap(true);
    auto* facts = new QFormLayout;
    facts->setHorizontalSpacing(12);
    facts->setVerticalSpacing(6);
    const auto add = [facts](const QString& name, const QString& value) {
        facts->addRow(makeSecondary(name), makeFact(value, name));
    };
    add(tr("File"), QString::fromStdString(question.network.file.string()));
    add(tr("Kind"), QString::fromLatin1(nameOf(question.network.kind)));
    add(tr("Size"), QString::fromStdString(sizeText(question.network.bytes)));
    add(tr("SHA-256"), QString::fromStdString(question.network.sha256));
    add(tr("Project"), question.project);

    auto* buttons = new QDialogButtonBox;
    m_allow = buttons->addButton(tr("Allow this network"), QDialogButtonBox::AcceptRole);
    setPlainToolTip(m_allow, tr("This content may run on this machine from now on, wherever the file lies"));
    if (question.canDoWithout()) {
        m_without = buttons->addButton(question.purpose == NetworkQuestion::For::Run ? tr("Run without it")
                                                                                     : tr("Open without it"),
                                       QDialogButtonBox::DestructiveRole);
        setPlainToolTip(m_without, tr("The features do without this network; nothing of it runs"));
    }
    m_cancel = buttons->addButton(QDialogButtonBox::Cancel);
    for (QPushButton* button : {m_allow, m_without, m_cancel})
        if (button)
            button->setAutoDefault(false);
    QPushButton* safe = m_without ? m_without : m_cancel;
    safe->setDefault(true);
    safe->setProperty("accent", true);
    connect(m_allow, &QPushButton::clicked, this, [this] {
        Q_EMIT allowed();
        accept();
    });
    if (m_without)
        connect(m_without, &QPushButton::clicked, this, [this] {
            Q_EMIT leftOut();
            accept();
        });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::rejected, this, &NetworkDialog::declined);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addLayout(facts);
    layout->addWidget(warning);
    layout->addWidget(buttons);
    safe->setFocus(); // once it stands in the dialog; else the first button gets it
}

} // namespace crossview::ui
