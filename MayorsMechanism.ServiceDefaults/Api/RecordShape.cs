using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>The framework's validation of a request, for records that did not arrive as the body of one.</summary>
public static class RecordShape
{
    /// <exception cref="ShapeException">It does not fit; names each field.</exception>
    public static async Task ValidateAsync<T>(T record, IServiceProvider services, CancellationToken cancel) where T : class
    {
        var options = services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        if (!options.TryGetValidatableTypeInfo(typeof(T), out var info))
        {
            if (Rules<T>.Any) throw new InvalidOperationException($"{typeof(T).Name} must be the body of some endpoint or carry [ValidatableType].");
            return;
        }
        var context = new ValidateContext { ValidationOptions = options, ValidationContext = new(record, services, null) };
        await info.ValidateAsync(record, context, cancel);
        if (context.ValidationErrors is { Count: > 0 } errors) throw new ShapeException(errors);
    }

    static class Rules<T>
    {
        public static readonly bool Any = typeof(T).GetConstructors().SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.IsDefined(typeof(ValidationAttribute)));
    }
}
