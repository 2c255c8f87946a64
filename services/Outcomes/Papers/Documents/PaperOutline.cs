namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>The one walk of a paper, in one language: every form is written from its blocks.</summary>
sealed class PaperOutline(PaperDocument paper, string tag)
{
    readonly PaperLanguage _say = new(tag);

    /// <summary>On one line.</summary>
    public string Title => _say.Line(paper.Title) is { Text.Length: > 0 } title ? title.Text : PlainText.Line(paper.Consultation.Name);

    public IEnumerable<Block> Blocks() =>
    [
        .. Head(),
        .. Section("introduction", paper.Introduction),
        .. Section("mechanism", paper.Mechanism),
        .. Cycle(paper.Cycle),
        .. Consultation(paper.Consultation),
        .. CrossCutting(),
        .. paper.Topics.SelectMany((topic, index) => Topic(topic, index + 1)),
    ];

    IEnumerable<Block> Head()
    {
        yield return new Heading(paper.PaperId, 0, _say.Line(paper.Title) with { Text = Title });
        yield return new Subtitle(paper.PaperId, paper.ReleasedAt is { } released
            ? _say.Word("release", paper.Number, _say.Date(DateOnly.FromDateTime(released.UtcDateTime)).Text)
            : _say.Word("draft"));
    }

    IEnumerable<Block> Section(string heading, Dictionary<string, string>? text) => _say.Paragraphs(text) is { Length: > 0 } paragraphs
        ? [new Heading(paper.PaperId, 1, _say.Word(heading)), .. paragraphs.Select(run => new Paragraph(paper.PaperId, 0, run))]
        : [];

    IEnumerable<Block> Cycle(CyclePart cycle)
    {
        yield return new Heading(cycle.Id, 1, Of(cycle.Name), new Run(" – "), _say.Word("chairmanship", _say.Country(cycle.Chair).Text));
        foreach (var run in _say.Paragraphs(cycle.Text)) yield return new Paragraph(cycle.Id, 0, run);
        if (cycle.Themes.Length == 0) yield break;
        yield return new Paragraph(cycle.Id, 0, Bold(_say.Word("themes")));
        foreach (var theme in cycle.Themes) yield return new Item(cycle.Id, 1, Of(theme));
    }

    IEnumerable<Block> Consultation(ConsultationPart consultation)
    {
        var id = consultation.Id;
        yield return new Heading(id, 1, Of(consultation.Name));
        foreach (var run in _say.Paragraphs(consultation.Text)) yield return new Paragraph(id, 0, run);
        if (consultation.HostProcess is { } host) yield return new Paragraph(id, 0, [Bold(_say.Word("host")), Run.Space, .. Host(host, consultation.HostChair)]);
        Block[] labelled =
        [
            .. Labelled(id, "objective", [.. PlainText.Paragraphs(consultation.Objective ?? "").Select(_say.Name)]),
            .. Labelled(id, "outputs", _say.Paragraphs(consultation.Outputs)),
            .. Labelled(id, "participation", _say.Paragraphs(consultation.Participation)),
            .. Labelled(id, "structure", _say.Paragraphs(consultation.Structure)),
        ];
        foreach (var block in labelled) yield return block;
        if (paper.Topics.Count > 0) yield return new Paragraph(id, 0, Bold(_say.Word("topics")));
        foreach (var topic in paper.Topics) yield return new Item(id, 1, _say.Line(topic.Title));
        if (paper.Dates.Count > 0) yield return Dates(id);
    }

    Run[] Host(string host, string? chair) => chair is null ? [Of(host)] : [Of(host), Run.Space, _say.Word("host-chair", _say.Country(chair).Text)];

    IEnumerable<Block> Labelled(Guid source, string label, Run[] paragraphs) => paragraphs.Select((run, index) =>
        index == 0 ? new Paragraph(source, 0, Bold(_say.Word(label)), Run.Space, run) : new Paragraph(source, 0, run));

    Table Dates(Guid source) => new(source, _say.Word("dates"), [.. new[] { "date", "kind", "title", "start" }.Select(word => _say.Word(word))],
    [
        .. paper.Dates.Select(date => new[]
        {
            _say.Date(date.Date), _say.Word(date.Kind), _say.Line(date.Title), date.Start is { } start ? _say.Time(start, date.TimeZone) : new Run("–"),
        }),
    ]);

    IEnumerable<Block> CrossCutting()
    {
        if (paper.CrossCutting.Count == 0) yield break;
        yield return new Heading(paper.PaperId, 1, _say.Word("key-messages"));
        yield return new Heading(paper.PaperId, 2, _say.Word("cross-cutting"));
        foreach (var category in paper.CrossCutting)
        {
            yield return new Heading(paper.PaperId, 3, _say.Word(category.Category));
            foreach (var block in category.Messages.SelectMany(message => Message(message, []))) yield return block;
        }
    }

    IEnumerable<Block> Topic(TopicPart topic, int number)
    {
        yield return new Heading(topic.SessionId, 1, _say.Word("topic", number), Run.Space, _say.Line(topic.Title));
        if (topic.Representatives.Count > 0) yield return new Heading(topic.SessionId, 2, _say.Word("representatives"));
        foreach (var representative in topic.Representatives) yield return new Item(representative.NominationId, 1, Representative(representative));
        if (topic.Messages.Count > 0) yield return new Heading(topic.SessionId, 2, _say.Word("takeaways"));
        var quotes = topic.Quotes.ToLookup(quote => topic.Messages.FirstOrDefault(message => message.Id == quote.MessageId)?.Id);
        foreach (var block in topic.Messages.SelectMany(message => Message(message, quotes[message.Id]))) yield return block;
        if (quotes[null].Any()) yield return new Heading(topic.SessionId, 2, _say.Word("quotes"));
        foreach (var quote in quotes[null]) yield return Quotation(quote, 0);
    }

    Run[] Representative(RepresentativePart who)
    {
        Run?[] parts =
        [
            who.Name is { } name ? Bold(Of(name)) : null, who.Title is { } title ? Of(title) : null, Of(who.Organisation),
            who.Country is { } country ? _say.Country(country) : null,
        ];
        return [.. parts.OfType<Run>().SelectMany(part => new[] { new Run(", "), part }).Skip(1)];
    }

    IEnumerable<Block> Message(MessagePart message, IEnumerable<QuotePart> quotes) =>
    [
        .. InItem(message.Id, 1, [Bold(_say.Line(message.Lead))], _say.Paragraphs(message.Body)),
        .. message.Points.Select(_say.Paragraphs).Where(point => point.Length > 0).SelectMany(point => InItem(message.Id, 2, [], point)),
        .. quotes.Select(quote => Quotation(quote, 1)),
    ];

    static IEnumerable<Block> InItem(Guid source, int depth, Run[] lead, Run[] paragraphs) =>
    [
        new Item(source, depth, [.. lead, .. lead.Length > 0 && paragraphs.Length > 0 ? [Run.Space] : Array.Empty<Run>(), .. paragraphs.Take(1)]),
        .. paragraphs.Skip(1).Select(run => new Paragraph(source, depth, run)),
    ];

    Quotation Quotation(QuotePart quote, int depth)
    {
        var texts = quote.Translations.Prepend(new(quote.Language, quote.Wording)).ToArray();
        var isTranslated = _say.Best(texts) is { } best && best.Key != quote.Language;
        string?[] speaker = [quote.Name, quote.Affiliation];
        return new Quotation(quote.Id, depth, _say.Paragraphs(texts),
            string.Join(", ", speaker.OfType<string>()) is { Length: > 0 } printed ? Of(printed) : null,
            [.. quote.IsParaphrase ? [_say.Word("paraphrase")] : Array.Empty<Run>(), .. isTranslated ? [_say.Word("translation")] : Array.Empty<Run>()]);
    }

    Run Of(string text) => _say.Name(PlainText.Line(text));

    static Run Bold(Run run) => run with { IsBold = true };
}
