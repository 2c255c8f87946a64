using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Stores a value as JSON in the API's own spelling. For values that are read and written whole.</summary>
public sealed class AsJson<T>() : ValueConverter<T, string>(value => Write(value), json => Read(json))
{
    // What an earlier release wrote may hold members that this one no longer knows.
    static readonly JsonSerializerOptions Options = new(ApiConventions.Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Equal when they read alike.</summary>
    public static readonly ValueComparer<T> Comparer =
        new((a, b) => Write(a!) == Write(b!), value => Write(value).GetHashCode(StringComparison.Ordinal), value => Read(Write(value)));

    static string Write(T value) => JsonSerializer.Serialize(value, Options);

    static T Read(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}

public static class JsonColumns
{
    /// <summary>Stores the property in a column of JSON.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) =>
        property.HasConversion<AsJson<T>>(Api.AsJson<T>.Comparer).HasColumnType("jsonb");
}
