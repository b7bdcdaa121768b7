namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>Checks the annotations of <see cref="BulkLoadOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class BulkLoadOptionsValidator : IValidateOptions<BulkLoadOptions>;
