using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>An instant in a query string: RFC 3339 with its zone, as in JSON.</summary>
public readonly record struct Moment(DateTimeOffset Value) : IParsable<Moment>
{
    public static Moment Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var instant) ? instant : throw new FormatException($"No instant: {s}");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Moment result)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(s));
        var known = reader.Read() & InstantConverter.TryRead(ref reader, out var value);
        result = new Moment(value);
        return known;
    }
}

/// <summary>An instant (RFC 3339), written in UTC. Without a zone it names no instant, so it is refused.</summary>
sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var instant) ? instant : throw new JsonException();

    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset instant)
    {
        instant = default;
        // The reader takes what names no zone as local to this machine: told apart by its kind.
        if (reader.TokenType is not JsonTokenType.String || !reader.TryGetDateTime(out var time) || time.Kind is DateTimeKind.Unspecified
            || !reader.TryGetDateTimeOffset(out instant)) return false;
        instant = instant.ToUniversalTime();
        return true;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}

/// <summary>A duration (ISO 8601) such as PT90M: whole minutes are written as minutes.</summary>
sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType is JsonTokenType.String ? XmlConvert.ToTimeSpan(reader.GetString()!) : throw new JsonException();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new JsonException(null, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(
        value.Ticks % TimeSpan.TicksPerMinute == 0 ? string.Create(CultureInfo.InvariantCulture, $"PT{value.TotalMinutes}M") : XmlConvert.ToString(value));
}
