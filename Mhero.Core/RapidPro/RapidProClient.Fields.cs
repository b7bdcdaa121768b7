using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    private volatile bool _wantsLegacyFields;

    /// <summary>All contact fields of the workspace.</summary>
    public Task<IReadOnlyList<Field>> GetFieldsAsync(CancellationToken cancellationToken = default) =>
        _pipeline.GetAllAsync(RapidProEndpoint.Fields, "", RapidProJson.Default.PageBodyFieldBody, static field => field.ToField(), cancellationToken);

    /// <summary>
    /// Creates a contact field. Sent once, but for servers up to 7.4: those refuse the present vocabulary, do nothing, and
    /// are asked again in theirs. A write that uses the field fails for some seconds (a transient error).
    /// </summary>
    /// <param name="name">At most 36 letters, digits, hyphens and blanks; RapidPro makes the key from it.</param>
    /// <param name="type"><c>text</c>, <c>number</c>, <c>datetime</c>, <c>state</c>, <c>district</c> or <c>ward</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Field> CreateFieldAsync(string name, string type, CancellationToken cancellationToken = default)
    {
        if (!_wantsLegacyFields)
        {
            try
            {
                return await CreateFieldAsync(FieldBody.Create(name, type), cancellationToken);
            }
            catch (RapidProException error) when (error.Status == 400 && error.Errors.Any(missing => missing.Path == "label"))
            {
                _wantsLegacyFields = true;
            }
        }

        return await CreateFieldAsync(FieldBody.CreateLegacy(name, type), cancellationToken);
    }

    private async Task<Field> CreateFieldAsync(FieldBody field, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(field, RapidProJson.Default.FieldBody);
        var created = await SendAsync(RapidProRequest.Create(RapidProEndpoint.Fields, body), RapidProJson.Default.FieldBody, cancellationToken);
        return created.ToField();
    }
}
