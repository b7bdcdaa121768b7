namespace Mhero.Core.Sync.Contacts;

/// <summary>Checks the annotations of <see cref="ContactSyncOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ContactSyncOptionsValidator : IValidateOptions<ContactSyncOptions>;
