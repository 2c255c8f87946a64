using MayorsMechanism.Outcomes.Papers.Documents;

namespace MayorsMechanism.Outcomes.Tests.Documents;

/// <summary>Papers to write.</summary>
static class Samples
{
    public static readonly Guid Message = Guid.Parse("0192f000-0000-7000-8000-000000000001");
    public static readonly Guid Quote = Guid.Parse("0192f000-0000-7000-8000-000000000002");
    public static readonly Guid Nomination = Guid.Parse("0192f000-0000-7000-8000-000000000003");
    public static readonly Guid Skills = Guid.Parse("0192f000-0000-7000-8000-000000000004");

    static readonly DateOnly Day = new(2020, 6, 11);

    /// <summary>With something in every part, in English.</summary>
    public static PaperDocument Whole() => new()
    {
        PaperId = Guid.Parse("0192f000-0000-7000-8000-000000000005"),
        Number = 2,
        ReleasedAt = new DateTimeOffset(2020, 7, 20, 23, 30, 0, TimeSpan.Zero),
        Title = En("Overview of the Puebla consultation"),
        Introduction = En("Cities receive migrants first.\n\nStates should hear them."),
        Mechanism = En("Three organisations steer it together."),
        Cycle = new CyclePart(Guid.NewGuid(), "GFMD 2020", "AE", ["Labour migration", "Skills of migrants", "Irregular migration"], En("Six regions were consulted online.")),
        Consultation = new ConsultationPart(Guid.NewGuid(), "Puebla Process Consultation", "Regional Conference on Migration", "CR", "Look at the themes from here.",
            En("It ran for one month."), En("A paper of outcomes."), En("States and cities."), En("Plenaries and webinars.")),
        Dates =
        [
            new DatePart(Guid.NewGuid(), "opening-plenary", En("Welcome"), new DateOnly(2020, 6, 4), null, "America/Costa_Rica"),
            new DatePart(Skills, "thematic", En("Skills for work"), Day, new DateTimeOffset(2020, 6, 11, 16, 0, 0, TimeSpan.Zero), "America/Costa_Rica"),
        ],
        CrossCutting =
        [
            new CategoryPart("legal-framework", [MessageOf("Mandates are narrow.", "They should be widened.")]),
            new CategoryPart("local-data", [MessageOf("Numbers are missing.", null)]),
        ],
        Topics =
        [
            new TopicPart(Skills, En("Skills for work"), Day,
            [
                new RepresentativePart(Nomination, Guid.NewGuid(), "Ana Pérez", "Director of Work", "Municipality of La Pintana", "CL"),
                new RepresentativePart(Guid.NewGuid(), Guid.NewGuid(), "Luis Mora", null, "Mercociudades", null),
            ],
            [
                MessageOf("Cities open doors to work.", "They talk with firms.\n\nThey train people.", "Offices for advice", "Courses in the evening") with { Id = Message },
                MessageOf("Paths must be clear.", "Nobody should have to guess."),
            ],
            [
                new QuotePart(Guid.NewGuid(), null, Guid.NewGuid(), "en", "Nobody asked us before.", [], false, "Luis Mora", "Mercociudades"),
                new QuotePart(Quote, Message, Guid.NewGuid(), "en", "We meet people where they live.", [], true, "Ana Pérez", "La Pintana"),
            ]),
            new TopicPart(Guid.NewGuid(), En("Gaps in protection"), Day.AddDays(1), [], [MessageOf("Children need shelter.", null)], []),
        ],
    };

    /// <summary>All that <see cref="Whole"/> says, in its order.</summary>
    public static readonly string[] WholeInOrder =
    [
        "Overview of the Puebla consultation", "Release 2 – 20 July 2020",
        "Introduction", "Cities receive migrants first.", "States should hear them.",
        "The Mayors Mechanism", "Three organisations steer it together.",
        "GFMD 2020 – Chairmanship: United Arab Emirates", "Six regions were consulted online.", "Themes:", "Labour migration", "Skills of migrants", "Irregular migration",
        "Puebla Process Consultation", "It ran for one month.", "Host: Regional Conference on Migration (chair: Costa Rica)", "Objective: Look at the themes from here.",
        "Outputs: A paper of outcomes.", "Participation: States and cities.", "Structure: Plenaries and webinars.",
        "Topics:", "Skills for work", "Gaps in protection",
        "Dates of the sessions", "Date", "Type of session", "Title", "Start", "4 June 2020", "Opening plenary", "Welcome", "–",
        "11 June 2020", "Thematic session", "Skills for work", "10:00 (Costa Rica)",
        "Overview of key messages", "Recurring and cross-cutting messages",
        "Legal framework", "Mandates are narrow. They should be widened.", "Data at local level", "Numbers are missing.",
        "Topic 1 – Skills for work", "LRA representatives",
        "Ana Pérez, Director of Work, Municipality of La Pintana, Chile", "Luis Mora, Mercociudades",
        "Key takeaways", "Cities open doors to work. They talk with firms.", "They train people.", "Offices for advice", "Courses in the evening",
        "We meet people where they live.", "— Ana Pérez, La Pintana (paraphrase)", "Paths must be clear. Nobody should have to guess.",
        "Quotes", "Nobody asked us before.", "— Luis Mora, Mercociudades",
        "Topic 2 – Gaps in protection", "Key takeaways", "Children need shelter.",
    ];

    /// <summary>A draft of nothing but what each paper must have.</summary>
    public static PaperDocument Bare() => new()
    {
        PaperId = Guid.NewGuid(),
        Title = [],
        Cycle = new CyclePart(Guid.NewGuid(), "GFMD 2021", "FR", [], null),
        Consultation = new ConsultationPart(Guid.NewGuid(), "Colombo Process Consultation", null, null, null, null, null, null, null),
        Dates = [],
        CrossCutting = [],
        Topics = [],
    };

    /// <summary>The same text, in <paramref name="language"/>, wherever a text may stand.</summary>
    public static PaperDocument Saying(string text, string language = "en")
    {
        Dictionary<string, string> texts = new() { [language] = text };
        var message = new MessagePart(Guid.NewGuid(), texts, texts, [texts, texts], []);
        return new PaperDocument
        {
            PaperId = Guid.NewGuid(),
            Title = texts,
            Introduction = texts,
            Mechanism = texts,
            Cycle = new CyclePart(Guid.NewGuid(), text, text, [text, text], texts),
            Consultation = new ConsultationPart(Guid.NewGuid(), text, text, text, text, texts, texts, texts, texts),
            Dates = [new DatePart(Guid.NewGuid(), "additional", texts, Day, DateTimeOffset.UnixEpoch, text)],
            CrossCutting = [new CategoryPart("other", [message])],
            Topics =
            [
                new TopicPart(Guid.NewGuid(), texts, Day, [new RepresentativePart(Guid.NewGuid(), null, text, text, text, text)], [message with { Id = Guid.NewGuid() }],
                    [new QuotePart(Guid.NewGuid(), null, null, language, text, [], true, text, text)]),
            ],
        };
    }

    public static Dictionary<string, string> En(string text) => new() { ["en"] = text };

    static MessagePart MessageOf(string lead, string? body, params string[] points) =>
        new(Guid.NewGuid(), En(lead), body is null ? null : En(body), [.. points.Select(En)], [Guid.NewGuid()]);
}
