namespace Mhero.Core.Fhir;

/// <summary>The rules of <see cref="FhirOptionsRules"/> for the server of the reports, which may be absent.</summary>
internal sealed class MadxOptionsRules : IValidateOptions<MadxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MadxOptions options)
    {
        var faults = options.IsOn ? FhirOptionsRules.FaultsOf(options, "Mhero__Madx__") : [];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
