using MayorsMechanism.Registry.Memberships;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>A membership as a file states it: the network by its id or its very name. Days that are left out stay as they are.</summary>
sealed record MembershipEntry(string Network, DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>The membership that an entry is of: from the same day; or, where no day is stated, the latest.</summary>
    public static Membership? Match(MembershipEntry entry, List<Membership> present) => entry.From is { } from
        ? present.Find(m => m.From == from)
        : present.Find(m => m.From is null && m.To == entry.To) ?? present.MaxBy(m => m.From ?? DateOnly.MinValue);
}
