using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Duplicates;

/// <summary>Filters of the list of duplicates.</summary>
/// <param name="Kind">Pairs of people, or of organisations.</param>
/// <param name="State">One state.</param>
/// <param name="Record">Only pairs that this record is in.</param>
public sealed record DuplicateFilter(Word<DuplicateKind>? Kind, Word<DuplicateState>? State, Guid? Record);

/// <param name="IntoId">Which of the two speaks for both.</param>
public sealed record MergeDuplicate(Guid IntoId)
{
    public static MergeDuplicate Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"));
}

/// <param name="Reason">Why they are two.</param>
public sealed record KeepApart([Text(1000)] string Reason)
{
    public static KeepApart Example => new("Two councillors of the same name");
}

/// <summary>Two records that may be of one, and why.</summary>
public sealed record DuplicateResponse(
    Guid Id, int Version, DuplicateKind Kind, Guid FirstId, Guid SecondId, DuplicateState State, double Strength, Evidence[] Evidence,
    string? Reason, Guid? MergeId) : IVersioned
{
    public static DuplicateResponse Of(Duplicate d) =>
        new(d.Id, d.Version, d.Kind, d.FirstId, d.SecondId, d.State, d.Strength, d.Evidence,
            d.State is DuplicateState.KeptApart ? d.Reason : null, d.MergeId);

    /// <summary>As far as it may be shown. A version would tell when evidence changes that is not.</summary>
    public static DuplicateResponse Of(Duplicate d, IEnumerable<Evidence> shown) =>
        Of(d) with { Version = 0, Reason = null, Evidence = [.. shown], Strength = Likenesses.StrengthOf(shown) };
}

static class DuplicateEndpoints
{
    public static void MapDuplicates(this IEndpointRouteBuilder app)
    {
        var duplicates = app.MapGroup("/api/v1/duplicates").WithTags("Duplicates");
        duplicates.MapGet("/", List).RequireScope(Scopes.RegistryRead).WithName("ListDuplicates")
            .WithSummary("List pairs of records that may be of one person or organisation; both are records that you may read");
        duplicates.MapGet("/{id:guid}", Get).RequireScope(Scopes.RegistryRead).WithName("GetDuplicate").WithSummary("Read a pair and its evidence");
        duplicates.MapPost("/{id:guid}/merge", Merge).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("MergeDuplicate")
            .WithSummary("Decide that the two are one");
        duplicates.MapPost("/{id:guid}/keep-apart", Keep).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("KeepDuplicateApart")
            .WithSummary("Decide that the two are two; they are suggested again only on stronger evidence");
        duplicates.MapPost("/search", Search).RequireScope(Scopes.RegistryWrite).RequireSecretariat().WithName("SearchDuplicates")
            .WithSummary("Compare every record anew, in the background; changes are compared without asking");
    }

    static async Task<Page<DuplicateResponse>> List(
        [AsParameters] DuplicateFilter filter, [AsParameters] PageQuery page, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        var all = tenancy.Duplicates.AsNoTracking();
        if (filter.Kind is { } kind) all = all.Where(d => d.Kind == kind.Value);
        if (filter.State is { } state) all = all.Where(d => d.State == state.Value);
        if (filter.Record is { } record) all = all.Where(d => d.FirstId == record || d.SecondId == record);
        var untold = await tenancy.UntoldAsync(all, cancel);
        all = all.Where(d => !untold.Contains(d.Id));
        var found = await page.RunAsync(all, cancel);
        return new([.. await tenancy.ShowAsync(found.Items, cancel)], found.Next, found.Total);
    }

    static async Task<Results<RecordResult<DuplicateResponse>, NotFound>> Get(Guid id, Tenancy tenancy, CancellationToken cancel) =>
        await tenancy.ShowAsync(await tenancy.Duplicates.AsNoTracking().Where(d => d.Id == id).ToListAsync(cancel), cancel) is [var pair]
            ? new RecordResult<DuplicateResponse>(pair, isWhole: tenancy.Caller.IsSecretariat)
            : TypedResults.NotFound();

    static async Task<Results<CreatedRecord<MergeResponse>, NotFound>> Merge(
        Guid id, MergeDuplicate body, IfMatch ifMatch, Tenancy tenancy, RegistryDbContext db, CancellationToken cancel)
    {
        await using var transaction = await db.BeginUnlessBegunAsync(cancel);
        await db.LockIdentitiesAsync(cancel);
        if (await db.Duplicates.SingleOrDefaultAsync(d => d.Id == id, cancel) is not { } pair) return TypedResults.NotFound();
        ifMatch.Claim(pair);
        pair.RequireSuggested();
        if (body.IntoId != pair.FirstId && body.IntoId != pair.SecondId) throw new ShapeException("intoId", "not-of-the-pair");
        var from = body.IntoId == pair.FirstId ? pair.SecondId : pair.FirstId;
        var merge = pair.Kind is DuplicateKind.Person
            ? await db.MergePeopleAsync(from, body.IntoId, cancel)
            : await db.MergeOrganisationsAsync(from, body.IntoId, tenancy.Today, cancel);
        pair.Merged(merge.Id);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new CreatedRecord<MergeResponse>($"/api/v1/merges/{merge.Id}", MergeResponse.Of(merge));
    }

    static async Task<Results<RecordResult<DuplicateResponse>, NotFound>> Keep(
        Guid id, KeepApart body, IfMatch ifMatch, RegistryDbContext db, CancellationToken cancel)
    {
        if (await db.Duplicates.SingleOrDefaultAsync(d => d.Id == id, cancel) is not { } pair) return TypedResults.NotFound();
        ifMatch.Claim(pair);
        pair.KeepApart(body.Reason);
        await db.SaveChangesAsync(cancel);
        return new RecordResult<DuplicateResponse>(DuplicateResponse.Of(pair));
    }

    static async Task<Accepted> Search(RegistryDbContext db, Wakeup wakeup, CancellationToken cancel)
    {
        await db.SearchProgress.ExecuteUpdateAsync(set => set
            .SetProperty(progress => progress.Pass, DuplicateKind.Organisation).SetProperty(progress => progress.PassAfter, Guid.Empty), cancel);
        wakeup.Say(DuplicateSearch.Asked);
        return TypedResults.Accepted("/api/v1/duplicates");
    }
}
