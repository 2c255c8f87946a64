namespace MayorsMechanism.Outcomes.Releases;

/// <param name="PaperId">Of which paper.</param>
/// <param name="Number">From 1.</param>
/// <param name="ReleasedAt">When.</param>
/// <param name="SupersededBy">The release that stands for this one since somebody whom it named was erased; null as long as it stands itself.</param>
public sealed record ReleaseResponse(Guid PaperId, int Number, DateTimeOffset ReleasedAt, int? SupersededBy)
{
    public static ReleaseResponse Of(Release r) => new(r.PaperId, r.Number, r.ReleasedAt, r.SupersededBy);

    public static string PathOf(Guid paper, int number) => $"/api/v1/papers/{paper}/releases/{number}";
}

/// <summary>A paper that anyone may read.</summary>
/// <param name="PaperId">Names it.</param>
/// <param name="Title">By language tag (BCP 47).</param>
/// <param name="Consultation">Name of the consultation that it tells of.</param>
/// <param name="Number">Of the latest release.</param>
/// <param name="ReleasedAt">When that was released.</param>
/// <param name="Languages">Those of its title.</param>
public sealed record PublicPaper(
    Guid PaperId, Dictionary<string, string> Title, string Consultation, int Number, DateTimeOffset ReleasedAt, string[] Languages)
{
    public static PublicPaper Of(Release r) => new(r.PaperId, r.Document!.Title, r.Document.Consultation.Name, r.Number, r.ReleasedAt,
        [.. r.Document.Title.Keys.Order(StringComparer.Ordinal)]);
}
