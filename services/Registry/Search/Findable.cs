using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace MayorsMechanism.Registry.Search;

/// <summary>Columns that the database computes of a record, to find it by. Shadow properties: no part of its facts, nor of its history.</summary>
static class Findable
{
    /// <summary>The names, folded, with | between them; null when nothing is left of them.</summary>
    public const string Text = "SearchText";

    public const string Lexemes = "SearchLexemes";

    /// <param name="record">The record's mapping.</param>
    /// <param name="names">SQL that gives its folded names.</param>
    public static void IsFoundBy<T>(this EntityTypeBuilder<T> record, string names) where T : class
    {
        record.Property<string?>(Text).HasComputedColumnSql(names, stored: true);
        record.IsFoundByWords(names);
        record.HasIndex(Text).HasMethod("gin").HasOperators("gin_trgm_ops");
    }

    /// <summary>For what is not worth guessing.</summary>
    public static void IsFoundByWords<T>(this EntityTypeBuilder<T> record, string names) where T : class
    {
        record.Property<NpgsqlTsVector?>(Lexemes).HasComputedColumnSql($"search_lexemes({names})", stored: true);
        record.HasIndex(Lexemes).HasMethod("gin");
    }
}
