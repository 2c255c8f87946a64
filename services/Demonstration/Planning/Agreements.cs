namespace MayorsMechanism.Demonstration.Planning;

/// <summary>What host and Chair agreed to, as far as the overview of July 2020 tells it; it names no day of its own.</summary>
static class Agreements
{
    const string Chair = "United Arab Emirates, in the Chair", Host = "Puebla Process, under the chair of Costa Rica";

    /// <summary>Why the consultation departs from the form of three topics between two plenaries, by the rule.</summary>
    static readonly Dictionary<string, string> Reasons = new()
    {
        ["topic-sessions"] = "A session on narratives was added to the three topics that the host had selected.",
        ["additional-session"] = "It looks for alliances in the region that the narratives working group can build on.",
        ["theme-outside"] = "Narratives are none of the six themes of the cycle; a working group of the Forum takes them up.",
        ["closing-session"] = "The topics of 11 June were closed on the same day, and the whole series at the end of the month.",
    };

    /// <summary>The host's three of the Chair's six themes, signed by both.</summary>
    public static async Task ThemesAsync(Stage stage, CycleRecord cycle)
    {
        var path = $"/api/v1/consultations/{stage.Consultation}";
        var record = await stage.Officer.GetAsync<SelectionRecord>(path);
        if (record.Themes.Length == 0)
        {
            var themes = Sessions.All.Where(session => session.Theme is not null).Select(session => cycle.Theme(session.Theme!));
            record = await stage.Officer.DoAsync<SelectionRecord>(path, "select-themes", record.Version, new { themes });
        }
        await Stage.EachAsync("parties that signed the themes", new[] { "host", "chair" }, async party =>
        {
            if (record.SignOffs.Any(signOff => signOff.Party == party)) return;
            var recorded = AsPrinted("It says who planned the series, and that the host selected these three");
            record = await stage.Officer.DoAsync<SelectionRecord>(path, "sign-offs", record.Version, new { party, recorded });
        });
    }

    /// <summary>Somebody answers for each departure that the sessions make.</summary>
    public static async Task ExceptionsAsync(Stage stage)
    {
        var path = $"/api/v1/consultations/{stage.Consultation}";
        var departures = await stage.Officer.ListAsync<DepartureRecord>($"{path}/departures").ToListAsync();
        await Stage.EachAsync("exceptions", departures, async departure =>
        {
            if (departure.Exception is not null) return;
            await stage.Officer.PostAsync<ExceptionRecord>($"{path}/exceptions", new
            {
                departure = departure.Key,
                reason = Reasons[departure.Rule],
                agreedBy = $"{Chair}; {Host}",
                recorded = AsPrinted("It lists the sessions as they were held, and says that Chair and host agreed to add one"),
            });
        });
    }

    static object AsPrinted(string what) => new { channel = "other", date = "2020-07-31", evidence = $"Overview of July 2020. {what}." };

    sealed record SelectionRecord(int Version, Guid[] Themes, SignOffRecord[] SignOffs);

    sealed record SignOffRecord(string Party);

    sealed record DepartureRecord(string Key, string Rule, ExceptionRecord? Exception);

    sealed record ExceptionRecord(Guid Id);
}
