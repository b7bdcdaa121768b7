using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Sync.Flows;

/// <summary>Runs the mapping's own checks when the app starts.</summary>
internal sealed class FlowMappingOptionsRules : IValidateOptions<FlowMappingOptions>
{
    public ValidateOptionsResult Validate(string? name, FlowMappingOptions options) =>
        options.Validate() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
}
