namespace MayorsMechanism.Demonstration.Planning;

/// <summary>The cycle of the Forum and the consultation of its region, as the API takes them.</summary>
static class Forum
{
    public const string Cycle = "GFMD 2020", Consultation = "Puebla Process Consultation", TimeZone = "America/Costa_Rica";

    /// <summary>Three of the six themes became topics, under titles of their own.</summary>
    public static readonly object CycleBody = new
    {
        name = Cycle,
        chair = "AE",
        term = "2020",
        summit = new { from = "2021-01-11", to = "2021-01-15", place = "Dubai" },
        themes = new object[]
        {
            "Labour migration",
            new { title = "Skills", aliases = new[] { "Skilling migrants for employment" } },
            "New technologies",
            new { title = "Migrant protection", aliases = new[] { "Addressing gaps in migrant protection" } },
            new
            {
                title = "Irregular migration",
                aliases = new[] { "Discussing approaches to address irregular migration", "Addressing irregular migration" },
            },
            "Partnerships",
        },
    };

    public static object ConsultationBody(Guid cycleId, Guid hostProcessId) => new
    {
        cycleId,
        name = Consultation,
        region = "019",
        hostProcessId,
        hostChair = "CR",
        template = "regional-consultation",
        objectives = "To look at the themes of the cycle as the region sees them, and to take what it says to the summit.",
        outputs = "Shared challenges, possible answers and new partnerships by theme, which a thematic expert gathers in a paper.",
    };

    /// <summary>Of the first schedule.</summary>
    public static readonly object Changelog = new
    {
        en = "The days of all seven sessions.",
        es = "Los días de las siete sesiones.",
        fr = "Les jours des sept sessions.",
        pt = "Os dias das sete sessões.",
    };

    public static object SessionBody(Session session, Guid? themeId) => new
    {
        session.Kind,
        session.Date,
        session.Title,
        TimeZone,
        themeId,
        seats = session.Representatives.Length,
    };
}
