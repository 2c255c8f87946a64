using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// Query parameters in the description as clients write them, in camelCase, each with what the record that holds it says of it: the XML
/// documentation beside the assembly, which the framework reads for bodies only.
/// </summary>
static partial class QueryParameters
{
    static readonly Dictionary<Assembly, Dictionary<string, XElement>> Documented = [];

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(each => each.In is ParameterLocation.Query))
        {
            var described = context.Description.ParameterDescriptions.FirstOrDefault(each => each.Name == parameter.Name);
            parameter.Description ??= DescriptionOf(described?.ParameterDescriptor);
            if (described?.ParameterDescriptor?.ParameterType is { } type && (Nullable.GetUnderlyingType(type) ?? type) == typeof(Moment))
            {
                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" };
            }
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }
        return Task.CompletedTask;
    }

    static string? DescriptionOf(ParameterDescriptor? descriptor)
    {
        if (descriptor is not IParameterInfoParameterDescriptor { ParameterInfo: { Member.DeclaringType: { } type } parameter }) return null;
        lock (Documented)
        {
            if (!Documented.TryGetValue(type.Assembly, out var types)) Documented.Add(type.Assembly, types = Read(type.Assembly));
            var said = types.GetValueOrDefault($"T:{type.FullName}")?.Elements("param").FirstOrDefault(each => (string?)each.Attribute("name") == parameter.Name);
            return said is null ? null : Blanks().Replace(said.Value, " ").Trim();
        }
    }

    static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return File.Exists(path) ? XDocument.Load(path).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!) : [];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
