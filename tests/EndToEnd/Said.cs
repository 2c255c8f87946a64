using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

/// <summary>What a mayor who has a seat said, and the paper that tells of it: not signed yet.</summary>
sealed record Said(Nominated Nominated, string Session, ApiAnswer Quote, ApiAnswer Paper)
{
    ApiClient Api => Nominated.Whole.Secretariat;

    public static async Task<Said> WriteAsync(WholeSystem whole, string name, string email)
    {
        var nominated = await Nominated.ProposeAsync(whole, name, email);
        var confirmed = await nominated.ConfirmAsync();
        await nominated.LetterAsync();
        var (api, session) = (whole.Secretariat, confirmed.Text("sessionId"));
        Secretariat.Must(await api.PostAsync($"{nominated.Nomination.Location}/accept", ifMatch: confirmed.ETag), 200);
        var consultation = Secretariat.Must(await api.GetAsync($"/api/v1/sessions/{session}"), 200).Text("consultationId");
        await CreateAsync("contributions", new
        {
            sessionId = session, personId = nominated.Mayor.Id, onBehalfOf = nominated.City.Id, language = "es", text = "Cada persona recibe un carné.", attribution = "named",
        });
        var quote = await CreateAsync("quotes", new
        {
            sessionId = session, personId = nominated.Mayor.Id, language = "es", wording = "Nadie es forastero.", paraphrase = true, name, affiliation = "Montevideo",
        });
        var approved = Secretariat.Must(await api.PostAsync($"{quote.Location}/approve", new { channel = "phone", date = "2020-07-02", evidence = "A call" }, quote.ETag), 200);
        return new(nominated, session, approved, await CreateAsync("papers", new { consultationId = consultation, title = new { en = "What cities said" } }));

        // Another service tells what it is about, a moment later.
        async Task<ApiAnswer> CreateAsync(string what, object body) => Secretariat.Must(await Eventually.HoldsAsync(
            () => api.PostAsync($"/api/v1/{what}", body), answer => answer.Rule is not "reference-not-yet-known"), 201);
    }

    /// <summary>The draft, once it reads as expected.</summary>
    public Task<ApiAnswer> DraftAsync(Func<string, bool> expected) =>
        Eventually.HoldsAsync(() => Api.GetAsync($"{Paper.Location}/draft"), answer => answer.Code == 200 && expected(answer.Body!["document"]!.ToJsonString()));

    /// <summary>Signs off what the draft of this digest says, for each of the three, and releases it.</summary>
    public async Task<ApiAnswer> ReleaseAsync(IReadOnlyList<ApiClient> signers, string digest)
    {
        foreach (var signer in signers) Secretariat.Must(await signer.PostAsync($"{Paper.Location}/sign-off", new { digest }, "*"), 200);
        return Secretariat.Must(await Api.PostAsync($"{Paper.Location}/release", ifMatch: "*"), 201);
    }
}
