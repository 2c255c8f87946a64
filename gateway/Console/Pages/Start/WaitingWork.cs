using MayorsMechanism.Console.Api;

namespace MayorsMechanism.Console.Pages.Start;

/// <summary>What waits for the reader: only what they may do.</summary>
/// <param name="Sessions">Ahead, with nominations to confirm or to be confirmed themselves; the next one first.</param>
/// <param name="Unverified">Organisations that nobody has verified yet.</param>
/// <param name="ToSign">Papers on their way to a release whose draft, as it is now, the reader's organisation has not signed.</param>
/// <param name="ToRelease">Papers whose draft, as it is now, all three have signed since they were last released.</param>
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
        var drafts = await Task.WhenAll(Items(papers).Where(paper => IsOnItsWay(paper, releasedAt)).Select(DraftAsync));
        return new(
            [.. Items(sessions).OrderBy(s => s.Session.Date).ThenBy(s => s.Session.Start)],
            unverified.Result.Value?.Total ?? 0,
            me.Role is "reviewer" or "officer" ? [.. PapersWhere((paper, digest) => !paper.IsSigned(me.Organisation, digest))] : [],
            [.. PapersWhere((paper, digest) => Paper.Organisations.All(organisation => paper.IsSigned(organisation, digest)))],
            [
                .. new[] { sessions.Result.Problem, unverified.Result.Problem, papers.Result.Problem, released.Result.Problem }
                    .Concat(drafts.Select(draft => draft.Answer.Problem)).OfType<Problem>().Distinct(),
            ]);

        IEnumerable<Paper> PapersWhere(Func<Paper, string, bool> isMeant) =>
            drafts.Where(draft => draft.Answer.Value is { } now && isMeant(draft.Paper, now.Digest)).Select(draft => draft.Paper);

        async Task<(Paper Paper, Answer<Draft> Answer)> DraftAsync(Paper paper) =>
            (paper, await gateway.GetAsync<Draft>($"/api/v1/papers/{paper.Id}/draft"));

        Task<Answer<ListOf<T>>> AskIf<T>(bool asked, string path) =>
            asked ? gateway.GetAsync<ListOf<T>>(path) : Task.FromResult(new Answer<ListOf<T>>(null, null));
    }

    static T[] Items<T>(Task<Answer<ListOf<T>>> asked) => asked.Result.Value?.Items ?? [];

    /// <summary>Not released yet, or signed again since.</summary>
    static bool IsOnItsWay(Paper paper, Dictionary<Guid, DateTimeOffset> releasedAt) =>
        paper.Releases == 0 || paper.Newest is { } newest && releasedAt.TryGetValue(paper.Id, out var released) && released < newest.At;
}
