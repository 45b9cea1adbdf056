#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace crossview {

/// Receives the events of a JSON text. Whoever derives overrides what it wants to see; every scalar that it
/// does not override comes to scalar().
class JsonEvents : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return scalar(); }
    bool boolean(bool) override { return scalar(); }
    bool number_integer(number_integer_t) override { return scalar(); }
    bool number_unsigned(number_unsigned_t) override { return scalar(); }
    bool number_float(number_float_t, const string_t&) override { return scalar(); }
    bool binary(binary_t&) override { return scalar(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        m_errorPosition = position;
        return false;
    }
    std::size_t errorPosition() const { return m_errorPosition; } ///< bytes; of a text that is no JSON

protected:
    virtual bool scalar() = 0;

private:
    std::size_t m_errorPosition = 0;
};

/// Feeds the events of a text to `events`; no tree of the document is built. Throws Error, which begins with
/// `name` and tells line and byte, when the text is no JSON, and whatever the events throw.
void readJson(std::string_view text, const std::string& name, JsonEvents& events);

/// Feeds a text to nlohmann's parser; `keep` sees every value as it is complete and answers whether the tree
/// holds it on. Throws the Errors of readJson, and whatever `keep` throws.
void readJsonTree(std::string_view text, const std::string& name,
                  const nlohmann::json::parser_callback_t& keep);

/// True for a text that begins like JSON of records: an object with a name, or an array of objects, arrays or
/// texts. Other texts may begin with a bracket too.
bool beginsLikeJson(std::string_view head);

/// How many of the names stand in quotes in the beginning of a JSON text.
std::size_t countNames(std::string_view head, std::initializer_list<std::string_view> names);

} // namespace crossview
