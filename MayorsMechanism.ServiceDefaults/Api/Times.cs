using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>An instant (RFC 3339), written in UTC. Without a zone it names no instant, so it is refused.</summary>
sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The reader takes what names no zone as local to this machine: told apart by its kind.
        if (reader.TokenType is JsonTokenType.String && reader.TryGetDateTime(out var time) && time.Kind is not DateTimeKind.Unspecified
            && reader.TryGetDateTimeOffset(out var instant)) return instant.ToUniversalTime();
        throw new JsonException();
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
