using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Runs the mapping's own checks when the app starts.</summary>
internal sealed class ContactMappingOptionsRules : IValidateOptions<ContactMappingOptions>
{
    public ValidateOptionsResult Validate(string? name, ContactMappingOptions options) =>
        options.Validate() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
}
