void wrong(const std::string& text) {
    std::fprintf(stderr, "%s", text.c_str());
    std::cerr << text;
    std::fputs(text.c_str(), stdout);
    writeVisibleLine(stderr, text);
}
