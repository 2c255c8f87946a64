namespace MayorsMechanism.Demonstration.Outcomes;

/// <summary>What was said, and what was made of it.</summary>
static class Recording
{
    public static async Task ContributionsAsync(Stage stage)
    {
        var known = await stage.Officer.ListAsync<ContributionRecord>($"/api/v1/contributions?consultationId={stage.Consultation}")
            .ToLookupAsync(c => (c.SessionId, c.PersonId));
        await Stage.EachAsync("contributions", Data.Read<Contribution[]>("contributions"), async contribution =>
        {
            var (sessionId, personId) = (stage.Sessions[contribution.Session], stage.People[contribution.Person].Person);
            var record = known[(sessionId, personId)].FirstOrDefault() ?? await stage.Officer.PostAsync<ContributionRecord>("/api/v1/contributions", new
            {
                sessionId,
                personId,
                onBehalfOf = stage.Organisations[Registry.People.All.Single(person => person.Name == contribution.Person).Organisation],
                language = "en",
                text = contribution.Texts.En,
                translations = new { contribution.Texts.Es },
                contribution.Attribution,
            });
            stage.Contributions[contribution.Key] = record.Id;
        });
    }

    public static async Task MessagesAsync(Stage stage)
    {
        Message[] messages = [.. Data.Read<Message[]>("cross-cutting"), .. Data.Read<Message[]>("topics")];
        var known = await stage.Officer.ListAsync<MessageRecord>($"/api/v1/key-messages?consultationId={stage.Consultation}")
            .ToLookupAsync(m => m.Lead["en"]);
        await Stage.EachAsync("messages", messages, async message =>
        {
            var record = known[message.Lead.En].FirstOrDefault()
                ?? await stage.Officer.PostAsync<MessageRecord>("/api/v1/key-messages", BodyOf(message, Array.IndexOf(messages, message) + 1, stage));
            stage.Messages[message.Key] = record.Id;
        });
    }

    public static async Task QuotesAsync(Stage stage)
    {
        var known = await stage.Officer.ListAsync<QuoteRecord>($"/api/v1/quotes?consultationId={stage.Consultation}").ToLookupAsync(q => q.PersonId);
        await Stage.EachAsync("quotes", Data.Read<Quote[]>("quotes"), async quote =>
        {
            var record = known[stage.People[quote.Person].Person].FirstOrDefault()
                ?? await stage.Officer.PostAsync<QuoteRecord>("/api/v1/quotes", BodyOf(quote, stage));
            if (record.Approval is not null) return;
            await stage.Officer.DoAsync<QuoteRecord>($"/api/v1/quotes/{record.Id}", "approve", record.Version,
                new { channel = "other", date = "2020-07-31", evidence = "Printed under the speaker's name in the overview of July 2020" });
        });
    }

    static object BodyOf(Message message, int order, Stage stage) => new
    {
        consultationId = stage.Consultation,
        placement = message.Session is { } session ? (object)new { sessionId = stage.Sessions[session] } : new { message.Category },
        message.Lead,
        message.Body,
        message.Points,
        order,
        backing = (message.Backing ?? []).Select(key => new { contributionId = stage.Contributions[key] }),
        tags = new { message.Gcm, message.Sdg },
    };

    static object BodyOf(Quote quote, Stage stage) => new
    {
        sessionId = stage.Sessions[quote.Session],
        messageId = stage.Messages[quote.Message],
        personId = stage.People[quote.Person].Person,
        language = "en",
        wording = quote.Texts.En,
        translations = new { quote.Texts.Es },
        paraphrase = true,
        name = quote.Person,
        quote.Affiliation,
    };

    sealed record ContributionRecord(Guid Id, Guid SessionId, Guid? PersonId);

    sealed record MessageRecord(Guid Id, Dictionary<string, string> Lead);

    sealed record QuoteRecord(Guid Id, int Version, Guid? PersonId, ApprovalRecord? Approval);

    sealed record ApprovalRecord(string Channel);
}
