using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Checks the annotated settings; each fault names the setting as it is set.</summary>
internal sealed class ContactSyncOptionsCheck : IValidateOptions<ContactSyncOptions>
{
    public ValidateOptionsResult Validate(string? name, ContactSyncOptions options)
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults.Select(f => $"Mhero__Contacts__{f.MemberNames.FirstOrDefault()}: {f.ErrorMessage}"));
    }
}
