using MayorsMechanism.Console.Api;

namespace MayorsMechanism.Console.Pages.Start;

/// <summary>What waits for the reader: only what they may do.</summary>
/// <param name="Sessions">Ahead, with nominations to confirm or to be confirmed themselves; the next one first.</param>
/// <param name="Unverified">Organisations that nobody has verified yet.</param>
/// <param name="ToSign">Papers whose newest draft the reader's organisation has not signed.</param>
/// <param name="ToRelease">Papers that all three have signed since they were last released.</param>
/// <param name="Problems">Why some of it is not known.</param>
sealed record WaitingWork(
    IReadOnlyList<SessionSeats> Sessions, long Unverified, IReadOnlyList<Paper> ToSign, IReadOnlyList<Paper> ToRelease, IReadOnlyList<Problem> Problems)
{
    public static readonly WaitingWork None = new([], 0, [], [], []);

    public IEnumerable<SessionSeats> WithNominations => Sessions.Where(s => s.Proposed > 0);

    public IEnumerable<SessionSeats> Tentative => Sessions.Where(s => s.Session.State == "tentative");

    public bool IsEmpty => !WithNominations.Any() && !Tentative.Any() && Unverified == 0 && ToSign.Count == 0 && ToRelease.Count == 0;

    public static async Task<WaitingWork> AskAsync(Gateway gateway, WhoAmI me)
    {
        var may = me.Scopes.ToHashSet();
        var sessions = AskIf<SessionSeats>(may.Contains("consultations:write") || may.Contains("nominations:write"), "/api/v1/sessions?over=false&limit=200");
        var unverified = AskIf<Organisation>(may.Contains("registry:write"), "/api/v1/organisations?verified=false&limit=1&count=true");
        var papers = AskIf<Paper>(may.Contains("outcomes:write"), "/api/v1/papers?limit=200");
        var released = AskIf<PublishedPaper>(may.Contains("outcomes:write"), "/public/papers?limit=200");
        await Task.WhenAll(sessions, unverified, papers, released);

        var releasedAt = Items(released).ToDictionary(paper => paper.PaperId, paper => paper.ReleasedAt);
        return new(
            [.. Items(sessions).OrderBy(s => s.Session.Date).ThenBy(s => s.Session.Start)],
            unverified.Result.Value?.Total ?? 0,
            me.Role is "reviewer" or "officer" ? [.. Items(papers).Where(paper => AwaitsSignOff(paper, me.Organisation))] : [],
            [.. Items(papers).Where(paper => IsReady(paper, releasedAt))],
            [.. new[] { sessions.Result.Problem, unverified.Result.Problem, papers.Result.Problem, released.Result.Problem }.OfType<Problem>()]);

        Task<Answer<ListOf<T>>> AskIf<T>(bool asked, string path) =>
            asked ? gateway.GetAsync<ListOf<T>>(path) : Task.FromResult(new Answer<ListOf<T>>(null, null));
    }

    static T[] Items<T>(Task<Answer<ListOf<T>>> asked) => asked.Result.Value?.Items ?? [];

    static bool AwaitsSignOff(Paper paper, string organisation) =>
        paper.Newest is not { } newest || !paper.IsSigned(organisation, newest.Digest);

    static bool IsReady(Paper paper, Dictionary<Guid, DateTimeOffset> releasedAt) =>
        paper.Newest is { } newest && Paper.Organisations.All(organisation => paper.IsSigned(organisation, newest.Digest))
            && (paper.Releases == 0 || releasedAt.TryGetValue(paper.Id, out var released) && released < newest.At);
}
