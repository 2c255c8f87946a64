using MayorsMechanism.Fixtures;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Outcomes.Tests;

/// <summary>A consultation with one thematic session, in which the mayor of a city has a seat. Each test begins its own.</summary>
sealed class Story
{
    readonly OutcomesService _service;

    Story(OutcomesService service) => _service = service;

    public required ConsultationChanged Consultation { get; init; }
    public required SessionChanged Session { get; init; }
    public required OrganisationChanged City { get; init; }
    public required PersonChanged Mayor { get; init; }
    public required NominationChanged Nomination { get; init; }

    ApiClient Api => _service.Secretariat;

    public static async Task<Story> BeginAsync(OutcomesService service, string name = "Ana Souza", string title = "Mayor", params PersonConsent[] consents)
    {
        var cycle = await service.TellAsync(Told.Cycle());
        var host = await service.TellAsync(Told.Organisation("Regional Conference on Migration", country: null));
        var consultation = await service.TellAsync(Told.Consultation(cycle.Id, host.Id));
        var session = await service.TellAsync(Told.Session(consultation.Id));
        var city = await service.TellAsync(Told.Organisation("City of Tierra"));
        var mayor = await service.TellAsync(Told.Person(name, consents));
        var nomination = await service.TellAsync(Told.Nomination(session, mayor.Id, city.Id, title: title));
        return new(service) { Consultation = consultation, Session = session, City = city, Mayor = mayor, Nomination = nomination };
    }

    public async Task<NominationChanged> SeatAsync(PersonChanged person, SessionChanged? session = null, string state = "accepted") =>
        await _service.TellAsync(Told.Nomination(session ?? Session, person.Id, City.Id, state));

    public object Contribution(Guid? person = null, string attribution = "named") => new
    {
        sessionId = Session.Id, personId = person ?? Mayor.Id, onBehalfOf = City.Id, language = "es", text = "Cada persona recibe un carné.", attribution,
    };

    public object Message(string lead = "A card for everybody.", int? order = null, params string[] backing) => new
    {
        consultationId = Consultation.Id, placement = new { sessionId = Session.Id }, lead = new { en = lead }, order,
        backing = backing.Select(id => new { contributionId = id }),
    };

    public object CrossCutting(string category = "local-data", string lead = "Count people where they live.") => new
    {
        consultationId = Consultation.Id, placement = new { category }, lead = new { en = lead },
    };

    public object Quote(string? message = null, string name = "Ana Souza", Guid? person = null) => new
    {
        sessionId = Session.Id, messageId = message, personId = person ?? Mayor.Id, language = "es", wording = "Nadie es forastero.",
        translations = new { en = "Nobody is a stranger." }, paraphrase = true, name, affiliation = "City of Tierra",
    };

    public Task<ApiAnswer> PostAsync(string path, object body) => Created(Api.PostAsync($"/api/v1/{path}", body));

    public async Task<ApiAnswer> ApprovedQuoteAsync(string? message = null, string name = "Ana Souza")
    {
        var quote = await PostAsync("quotes", Quote(message, name));
        return await Ok(Api.PostAsync($"{quote.Location}/approve", new { channel = "phone", date = "2020-07-02", evidence = $"{name} on the phone" }, quote.ETag));
    }

    public Task<ApiAnswer> NewPaperAsync() => PostAsync("papers", new
    {
        consultationId = Consultation.Id, title = new { en = "Overview", es = "Panorama" }, introduction = new { en = "What cities brought." },
    });

    /// <summary>The present draft: its digest and its document.</summary>
    public Task<ApiAnswer> DraftAsync(ApiAnswer paper) => Ok(Api.GetAsync($"{paper.Location}/draft"));

    /// <summary>Signed off by each of the three, as it is now.</summary>
    public async Task SignAsync(ApiAnswer paper, string digest)
    {
        foreach (var organisation in (string[])["uclg", "mmc", "iom"])
        {
            var now = await Api.GetAsync(paper.Location!);
            await Ok(_service.Staff(organisation).PostAsync($"{paper.Location}/sign-off", new { digest }, now.ETag));
        }
    }

    public async Task<ApiAnswer> ReleaseAsync(ApiAnswer paper)
    {
        await SignAsync(paper, (await DraftAsync(paper)).Text("digest"));
        return await Created(Api.PostAsync($"{paper.Location}/release", ifMatch: "*"));
    }

    public static async Task<ApiAnswer> Created(Task<ApiAnswer> creating)
    {
        var answer = await creating;
        answer.Code.ShouldBe(201, answer.ToString());
        return answer;
    }

    public static async Task<ApiAnswer> Ok(Task<ApiAnswer> asking)
    {
        var answer = await asking;
        answer.Code.ShouldBe(200, answer.ToString());
        return answer;
    }
}
