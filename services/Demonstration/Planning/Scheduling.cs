namespace MayorsMechanism.Demonstration.Planning;

/// <summary>Cycle, consultation and sessions, from planned to published.</summary>
static class Scheduling
{
    static readonly string[] States = ["planned", "open", "under-way", "closed", "published"];
    static readonly string[] Transitions = ["open", "start", "close", "publish"];

    /// <summary>Its last step was done.</summary>
    public static async Task<bool> IsPublishedAsync(Stage stage) => await FindAsync(stage) is { State: "published" };

    public static async Task PlanAsync(Stage stage)
    {
        var cycle = await stage.Officer.ListAsync<CycleRecord>("/api/v1/cycles").FirstOrDefaultAsync(c => c.Name == Forum.Cycle)
            ?? await stage.Officer.PostAsync<CycleRecord>("/api/v1/cycles", Forum.CycleBody);
        var consultation = await FindAsync(stage) ?? await stage.Officer.PostAsync<ConsultationRecord>(
            "/api/v1/consultations", Forum.ConsultationBody(cycle.Id, stage.Organisations[Registry.Organisations.PueblaProcess]));
        stage.Consultation = consultation.Id;
        await Agreements.ThemesAsync(stage, cycle);
        await SessionsAsync(stage, cycle);
        await Agreements.ExceptionsAsync(stage);
        await AdvanceAsync(stage, "under-way");
        await ReleaseAsync(stage);
    }

    public static async Task HoldAsync(Stage stage)
    {
        await ForEachSessionAsync(stage, "sessions held", "confirmed", "hold");
        await AdvanceAsync(stage, "closed");
    }

    public static Task PublishAsync(Stage stage) => AdvanceAsync(stage, "published");

    static async Task SessionsAsync(Stage stage, CycleRecord cycle)
    {
        var path = $"/api/v1/consultations/{stage.Consultation}/sessions";
        var known = await stage.Officer.ListAsync<SessionRecord>(path).ToLookupAsync(s => s.Title["en"]);
        await Stage.EachAsync("sessions", Sessions.All, async session =>
        {
            var theme = session.Theme is null ? (Guid?)null : cycle.Theme(session.Theme);
            var record = known[session.Title.En].FirstOrDefault() ?? await stage.Officer.PostAsync<SessionRecord>(path, Forum.SessionBody(session, theme));
            stage.Sessions[session.Key] = record.Id;
        });
        await ForEachSessionAsync(stage, "sessions confirmed", "tentative", "confirm");
    }

    /// <summary>Networks and calendars are told the dates.</summary>
    static async Task ReleaseAsync(Stage stage)
    {
        var path = $"/api/v1/consultations/{stage.Consultation}";
        if ((await stage.Officer.GetAsync<ConsultationRecord>(path)).Releases > 0) return;
        await stage.Officer.PostAsync<ReleaseRecord>($"{path}/releases", new { changelog = Forum.Changelog });
        Console.WriteLine("schedule released");
    }

    static Task ForEachSessionAsync(Stage stage, string what, string state, string transition) => Stage.EachAsync(what, Sessions.All, async session =>
    {
        var path = $"/api/v1/sessions/{stage.Sessions[session.Key]}";
        var record = await stage.Officer.GetAsync<SessionRecord>(path);
        if (record.State == state) await stage.Officer.DoAsync<SessionRecord>(path, transition, record.Version);
    });

    static async Task AdvanceAsync(Stage stage, string state)
    {
        var path = $"/api/v1/consultations/{stage.Consultation}";
        var record = await stage.Officer.GetAsync<ConsultationRecord>(path);
        for (var at = Array.IndexOf(States, record.State); at < Array.IndexOf(States, state); at++)
        {
            record = await stage.Officer.DoAsync<ConsultationRecord>(path, Transitions[at], record.Version);
            Console.WriteLine($"consultation {record.State}");
        }
    }

    static async Task<ConsultationRecord?> FindAsync(Stage stage) =>
        await stage.Officer.ListAsync<ConsultationRecord>("/api/v1/consultations").FirstOrDefaultAsync(c => c.Name == Forum.Consultation);

    sealed record ConsultationRecord(Guid Id, int Version, string Name, string State, int Releases);

    sealed record ReleaseRecord(int Number);

    sealed record SessionRecord(Guid Id, int Version, Dictionary<string, string> Title, string State);
}

sealed record CycleRecord(Guid Id, string Name, ThemeRecord[] Themes)
{
    public Guid Theme(string title) => Themes.Single(theme => theme.Title == title).Id;
}

sealed record ThemeRecord(Guid Id, string Title);
