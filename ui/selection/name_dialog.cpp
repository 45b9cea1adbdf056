#include "selection/name_dialog.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

constexpr int kLongest = 80;

} // namespace

NameDialog::NameDialog(const QStringList& known, const QString& proposal, QWidget* parent)
    : QDialog(parent), m_known(known), m_field(new QLineEdit(proposal)), m_note(makeSecondary({})),
      m_save(nullptr) {
    setObjectName(QStringLiteral("nameSelection"));
    setPlainTitle(this, tr("Keep the selection"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(360);
    m_field->setMaxLength(kLongest);
    m_field->setAccessibleName(tr("Name of the selection"));
    m_field->selectAll();
    auto* label = new PlainLabel(tr("&Name"));
    label->setBuddy(m_field);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_save = buttons->addButton(tr("Keep"), QDialogButtonBox::AcceptRole);
    m_save->setProperty("accent", true);
    buttons->button(QDialogButtonBox::Cancel)
        ->setAutoDefault(false); // Enter keeps, also where nothing was proposed
    m_save->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] {
        Q_EMIT named(m_field->text().simplified());
        accept();
    });
    connect(m_field, &QLineEdit::textChanged, this, &NameDialog::check);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_field);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    check();
}

void NameDialog::check() {
    const QString name = m_field->text().simplified();
    m_save->setEnabled(!name.isEmpty());
    m_note->setText(m_known.contains(name) ? tr("It takes the place of the one that is kept under this name.")
                                           : tr("It is kept with the project."));
}

} // namespace crossview::ui
