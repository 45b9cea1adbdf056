#pragma once

#include "options/run_options.h"

#include <concepts>
#include <string>
#include <vector>

namespace crossview {

/// Checks that turn a value of the window, the command line or a file into the type of a field. They throw
/// Error naming the key and what is allowed.
std::int64_t checkedInteger(const OptionField& field, const OptionValue& value);
double checkedReal(const OptionField& field, const OptionValue& value);
bool checkedToggle(const OptionField& field, const OptionValue& value);
std::size_t checkedChoice(const OptionField& field, const OptionValue& value);
/// One line of UTF-8, up to 4096 bytes; the only text there is no list of.
std::string checkedText(const std::string& key, const OptionValue& value);
std::string checkedDevice(const OptionField& field, const OptionValue& value);

/// Collects the fields of one section. `member` is a generic lambda that returns a reference to the option,
/// so that reading and writing name it once.
class FieldBuilder {
public:
    explicit FieldBuilder(std::string section) : m_section(std::move(section)) {}

    template <typename Member>
    OptionField& integer(std::string key, std::string label, std::string help, std::string unit,
                         double minimum, double maximum, double step, Member member) {
        OptionField& field = add(std::move(key), std::move(label), std::move(help));
        field.unit = std::move(unit);
        field.minimum = minimum;
        field.maximum = maximum;
        field.step = step;
        field.get = [member](const RunOptions& options) {
            return OptionValue(static_cast<std::int64_t>(member(options)));
        };
        field.set = [member, check = field](RunOptions& options, const OptionValue& value) {
            auto& target = member(options);
            target = static_cast<std::remove_reference_t<decltype(target)>>(checkedInteger(check, value));
        };
        return field;
    }

    template <typename Member>
    OptionField& real(std::string key, std::string label, std::string help, std::string unit, double minimum,
                      double maximum, double step, int decimals, Member member) {
        OptionField& field = add(std::move(key), std::move(label), std::move(help));
        field.unit = std::move(unit);
        field.minimum = minimum;
        field.maximum = maximum;
        field.step = step;
        field.decimals = decimals;
        field.get = [member](const RunOptions& options) { return OptionValue(double{member(options)}); };
        field.set = [member, check = field](RunOptions& options, const OptionValue& value) {
            member(options) = checkedReal(check, value);
        };
        return field;
    }

    template <typename Member>
    OptionField& toggle(std::string key, std::string label, std::string help, Member member) {
        OptionField& field = add(std::move(key), std::move(label), std::move(help));
        field.get = [member](const RunOptions& options) { return OptionValue(bool{member(options)}); };
        field.set = [member, check = field](RunOptions& options, const OptionValue& value) {
            member(options) = checkedToggle(check, value);
        };
        return field;
    }

    /// `choices` are the words of an enumeration in the order of its values.
    template <typename Member>
    OptionField& choice(std::string key, std::string label, std::string help,
                        std::vector<std::string> choices, Member member) {
        OptionField& field = add(std::move(key), std::move(label), std::move(help));
        field.choices = std::move(choices);
        field.get = [member, words = field.choices](const RunOptions& options) {
            return OptionValue(words.at(static_cast<std::size_t>(member(options))));
        };
        field.set = [member, check = field](RunOptions& options, const OptionValue& value) {
            auto& target = member(options);
            target = static_cast<std::remove_reference_t<decltype(target)>>(checkedChoice(check, value));
        };
        return field;
    }

    /// Text with a form of its own; `set` checks it.
    OptionField& custom(std::string key, std::string label, std::string help,
                        const std::function<std::string(const RunOptions&)>& get,
                        std::function<void(RunOptions&, const OptionValue&)> set) {
        OptionField& field = add(std::move(key), std::move(label), std::move(help));
        field.get = [get](const RunOptions& options) { return OptionValue(get(options)); };
        field.set = std::move(set);
        return field;
    }

    OptionField& device() {
        OptionField& field = add("device", "Device", "What computes: cpu, cuda, or one card such as cuda:1.");
        field.get = [](const RunOptions& options) { return OptionValue(options.device); };
        field.set = [check = field](RunOptions& options, const OptionValue& value) {
            options.device = checkedDevice(check, value);
        };
        return field;
    }

    std::vector<OptionField> fields() { return std::move(m_fields); }

private:
    OptionField& add(std::string key, std::string label, std::string help) {
        OptionField& field = m_fields.emplace_back();
        field.section = m_section;
        field.key = std::move(key);
        field.label = std::move(label);
        field.help = std::move(help);
        return field;
    }

    std::string m_section;
    std::vector<OptionField> m_fields;
};

} // namespace crossview
