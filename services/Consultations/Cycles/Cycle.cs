using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Cycles;

/// <summary>A theme that the Chair of a cycle names. One theme is known under several titles: all are kept.</summary>
/// <param name="Id">What sessions refer to.</param>
/// <param name="Title">The main title.</param>
/// <param name="Aliases">Other titles.</param>
public sealed record Theme(Guid Id, string Title, string[] Aliases);

public enum SummitFormat { InPerson, Online, Hybrid }

/// <summary>Where a cycle ends: first and last day, both included.</summary>
public sealed record Summit(DateOnly? From = null, DateOnly? To = null, [Text(200)] string? Place = null, SummitFormat? Format = null);

/// <summary>The Forum under one Chair, up to its summit.</summary>
public sealed class Cycle : Entity
{
    public string Name { get; private set; } = null!;

    /// <summary>The country in the Chair, by ISO 3166-1 alpha-2.</summary>
    public string Chair { get; private set; } = null!;

    /// <summary>Years in the Chair, in words: they need not be those of the summit.</summary>
    public string? Term { get; private set; }

    public Summit? Summit { get; private set; }

    /// <summary>In the Chair's order.</summary>
    public Theme[] Themes { get; private set; } = [];

    Cycle() { }

    public Cycle(CycleBody facts) => Set(facts);

    public void Set(CycleBody facts)
    {
        if (facts.Summit is { From: { } from, To: { } to } && to < from) throw new ShapeException("summit.to", "ends-before-start");
        (Name, Chair, Term, Summit) = (facts.Name, facts.Chair, facts.Term, facts.Summit);
        Themes = [.. (facts.Themes ?? []).Select(Keep)];
        if (Themes.DistinctBy(theme => theme.Id).Count() < Themes.Length) throw new ShapeException("themes", "theme-twice");
    }

    /// <summary>A theme keeps its id; one that comes without gets a new one.</summary>
    Theme Keep(ThemeBody theme)
    {
        if (theme.Id is { } id && Themes.All(known => known.Id != id)) throw new ShapeException("themes", "unknown-theme");
        return new(theme.Id ?? Guid.CreateVersion7(), theme.Title, theme.Aliases ?? []);
    }
}
