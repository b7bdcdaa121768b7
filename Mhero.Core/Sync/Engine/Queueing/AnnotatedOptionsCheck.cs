using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>Checks annotated settings; each fault names the setting as it is set.</summary>
internal sealed class AnnotatedOptionsCheck<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults.Select(f => $"{section.Replace(":", "__", StringComparison.Ordinal)}__{f.MemberNames.FirstOrDefault()}: {f.ErrorMessage}"));
    }
}
