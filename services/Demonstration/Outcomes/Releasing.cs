using System.Diagnostics;
using MayorsMechanism.Demonstration.Api;
using MayorsMechanism.Demonstration.Planning;

namespace MayorsMechanism.Demonstration.Outcomes;

/// <summary>The paper: written, signed by the three that steer the Mechanism, released.</summary>
static class Releasing
{
    /// <summary>Other services' records reach the paper as events.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly string[] Organisations = ["uclg", "mmc", "iom"];

    /// <returns>The paper's id.</returns>
    public static async Task<Guid> ReleaseAsync(Stage stage)
    {
        var paper = await stage.Officer.ListAsync<PaperRecord>($"/api/v1/papers?consultationId={stage.Consultation}").FirstOrDefaultAsync()
            ?? await WriteAsync(stage);
        var path = $"/api/v1/papers/{paper.Id}";
        for (var clock = Stopwatch.StartNew(); paper.Releases == 0;)
        {
            try
            {
                paper = await SignAsync(stage, path, await CompleteAsync(stage, path));
                var release = await stage.Officer.DoAsync<ReleaseRecord>(path, "release", paper.Version);
                Console.WriteLine($"release {release.Number}");
            }
            catch (Refusal late) when (late.Code is "draft-changed" or "sign-off-missing" && clock.Elapsed < Patience)
            {
                // Something arrived in between: what was signed is not the draft any more.
                await Task.Delay(TimeSpan.FromSeconds(1), stage.Cancel);
            }
            paper = await stage.Officer.GetAsync<PaperRecord>(path);
        }
        return paper.Id;
    }

    static Task<PaperRecord> WriteAsync(Stage stage)
    {
        var text = Data.Read<Paper>("paper");
        return stage.Officer.PostAsync<PaperRecord>("/api/v1/papers", new
        {
            consultationId = stage.Consultation,
            text.Title,
            text.Introduction,
            text.Mechanism,
            text.Cycle,
            text.Consultation,
            text.Outputs,
            text.Participation,
            text.Structure,
        });
    }

    /// <summary>The digest of the draft that has everything in it.</summary>
    static async Task<string> CompleteAsync(Stage stage, string path)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var draft = await stage.Officer.GetAsync<Draft>($"{path}/draft");
            var missing = Missing(draft.Document, stage).FirstOrDefault(part => part.Has < part.Wanted);
            if (missing.What is null) return draft.Digest;
            if (clock.Elapsed > Patience) throw new SetupException($"After {Patience} the draft has {missing.Has} of {missing.Wanted} {missing.What}.");
            await Task.Delay(TimeSpan.FromSeconds(0.5), stage.Cancel);
        }
    }

    static IEnumerable<(string? What, int Has, int Wanted)> Missing(Document document, Stage stage)
    {
        yield return ("dates", document.Dates.Length, Sessions.All.Length);
        yield return ("representatives", document.Topics.Sum(t => t.Representatives.Count(r => r.Name is not null)), Sessions.All.Sum(s => s.Representatives.Length));
        yield return ("messages", document.Topics.Sum(t => t.Messages.Length) + document.CrossCutting.Sum(c => c.Messages.Length), stage.Messages.Count);
        yield return ("quotes", document.Topics.Sum(t => t.Quotes.Length), Data.Read<Quote[]>("quotes").Length);
    }

    static async Task<PaperRecord> SignAsync(Stage stage, string path, string digest)
    {
        var paper = await stage.Officer.GetAsync<PaperRecord>(path);
        await Stage.EachAsync("sign-offs", Organisations, async organisation =>
        {
            if (paper.SignOffs.Any(s => s.Organisation == organisation && s.Digest == digest)) return;
            paper = await stage.Signers[Array.IndexOf(Organisations, organisation)].DoAsync<PaperRecord>(path, "sign-off", paper.Version, new { digest });
        });
        return paper;
    }

    sealed record PaperRecord(Guid Id, int Version, int Releases, SignOffRecord[] SignOffs);

    sealed record SignOffRecord(string Organisation, string Digest);

    sealed record ReleaseRecord(int Number);

    sealed record Draft(string Digest, Document Document);

    sealed record Document(Named[] Dates, Topic[] Topics, Category[] CrossCutting);

    sealed record Topic(Named[] Representatives, Named[] Messages, Named[] Quotes);

    sealed record Category(Named[] Messages);

    sealed record Named(string? Name);
}
