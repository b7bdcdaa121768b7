using Mhero.Core.RapidPro.Http;
using Mhero.Core.RapidPro.Json;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.RapidPro;

public sealed partial class RapidProClient
{
    /// <summary>All groups of the workspace, smart and system ones among them.</summary>
    public Task<IReadOnlyList<Group>> GetGroupsAsync(CancellationToken cancellationToken = default) =>
        _pipeline.GetAllAsync(RapidProEndpoint.Groups, "", RapidProJson.Default.PageBodyGroup, static group => group, cancellationToken);

    /// <summary>Creates a group. Sent once; a write that uses the group fails for some seconds (a transient error).</summary>
    /// <param name="name">At most 64 characters, without a double quote, unique in the workspace.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Group> CreateGroupAsync(string name, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new GroupBody(name), RapidProJson.Default.GroupBody);
        return SendAsync(RapidProRequest.Create(RapidProEndpoint.Groups, body), RapidProJson.Default.Group, cancellationToken);
    }

    /// <summary>Gives a group another name.</summary>
    /// <param name="uuid">Which group; a system group is refused.</param>
    /// <param name="name">At most 64 characters, without a double quote, unique in the workspace.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Group> RenameGroupAsync(Guid uuid, string name, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("uuid", uuid.ToString());
        var body = JsonSerializer.SerializeToUtf8Bytes(new GroupBody(name), RapidProJson.Default.GroupBody);
        return SendAsync(RapidProRequest.Set(RapidProEndpoint.Groups, parameters.ToString(), body), RapidProJson.Default.Group, cancellationToken);
    }

    /// <summary>Deletes a group; its members stay. A group that does not exist any more is not an error.</summary>
    /// <param name="uuid">Which group.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task DeleteGroupAsync(Guid uuid, CancellationToken cancellationToken = default)
    {
        QueryString parameters = default;
        parameters.Add("uuid", uuid.ToString());
        try
        {
            await _pipeline.SendAsync<object>(RapidProRequest.Delete(RapidProEndpoint.Groups, parameters.ToString()), null, cancellationToken);
        }
        catch (RapidProException error) when (error.Kind == RapidProErrorKind.NotFound)
        {
            // The first of two tries may have done it and lost its answer.
        }
    }
}
