using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Consultations.Tests;

/// <summary>A regional consultation planned by its template, in a cycle of six themes.</summary>
sealed class Planned(ConsultationsService service, string[] themes)
{
    static readonly string[] Titles = ["Labour migration", "Skills", "New technologies", "Migrant protection", "Irregular migration", "Partnerships"];

    public static readonly object ByMail = new { channel = "mail", date = "2020-05-12", evidence = "Letter 17" };

    /// <summary>As it was last answered.</summary>
    public ApiAnswer Consultation { get; private set; } = null!;

    public string CycleId { get; private set; } = null!;
    public string Path => $"/api/v1/consultations/{Consultation.Id}";

    public string Theme(int number) => themes[number];

    public static async Task<Planned> NewAsync(ConsultationsService service, object? more = null)
    {
        var cycle = await service.Secretariat.PostAsync("/api/v1/cycles", new { name = "GFMD 2020", chair = "AE", themes = Titles });
        var planned = new Planned(service, [.. cycle.Body!["themes"]!.AsArray().Select(theme => (string)theme!["id"]!)]) { CycleId = cycle.Id };
        planned.Consultation = await ConsultationsService.Created(service.Secretariat.PostAsync("/api/v1/consultations",
            more ?? new { cycleId = cycle.Id, name = "Puebla Process", region = "019", template = "regional-consultation" }));
        return planned;
    }

    public Task<ApiAnswer> SelectAsync(params int[] numbers) => TakeAsync(service.Secretariat.PostAsync(
        $"{Path}/select-themes", new { themes = numbers.Select(Theme) }, Consultation.ETag));

    public Task<ApiAnswer> SignAsync(string party, object? recorded = null) => TakeAsync(service.Secretariat.PostAsync(
        $"{Path}/sign-offs", new { party, recorded = recorded ?? ByMail }, Consultation.ETag));

    public Task<ApiAnswer> TakeBackAsync(string party) => TakeAsync(service.Secretariat.DeleteAsync($"{Path}/sign-offs/{party}", Consultation.ETag));

    public Task<ApiAnswer> GoAsync(string verb) => TakeAsync(service.Secretariat.PostAsync($"{Path}/{verb}", ifMatch: Consultation.ETag));

    public Task<ApiAnswer> AddAsync(string kind, int? theme = null, string date = "2020-06-11") => service.NewSessionAsync(consultation: Consultation.Id, body: new
    {
        kind, date, title = new { en = kind }, timeZone = "UTC", themeId = theme is { } number ? Theme(number) : null,
    });

    public async Task<List<(string Key, bool Answered)>> DeparturesAsync() => [.. (await service.Secretariat.GetAsync($"{Path}/departures")).Items
        .Select(departure => ((string)departure!["key"]!, departure["exception"] is not null))];

    public Task<ApiAnswer> AgreeAsync(string departure, object? recorded = null) => service.Secretariat.PostAsync($"{Path}/exceptions",
        new { departure, reason = "The region asked for it", agreedBy = "Chair and host", recorded = recorded ?? ByMail });

    async Task<ApiAnswer> TakeAsync(Task<ApiAnswer> doing)
    {
        var answer = await doing;
        if (answer.Code == 200) Consultation = answer;
        return answer;
    }
}
